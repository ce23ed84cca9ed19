import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { clientName, STATUS_TEXT } from './subscriber-words';

/** The other browsers of the same person; nothing when there is none. */
export function DevicesCard({ devices, path }: { devices: SubscriberView[]; path: string }) {
  if (devices.length === 0) return null;
  return (
    <Card aria-labelledby="subscriber-devices">
      <CardHeader
        title="Their other devices"
        titleId="subscriber-devices"
        description="Subscriptions with the same id of yours."
      />
      <CardBody>
        <ul className="-mx-2">
          {devices.map((device) => (
            <li key={device.id}>
              <Link
                href={`${path}/${device.id}`}
                className="flex items-center gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-subtle"
              >
                <span className="min-w-0 flex-1 truncate">{clientName(device)}</span>
                {device.status === 'active' ? (
                  <RelativeTime at={device.lastSeenAt} className="shrink-0 text-faint text-xs" />
                ) : (
                  <Badge tone={STATUS_TEXT[device.status].tone}>{STATUS_TEXT[device.status].label}</Badge>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

interface Consent {
  decision: string;
  promptKind: string;
  textVersion: string;
  origin: string;
  at: string;
}

const ASKED: Record<string, string> = {
  native: 'asked by the browser',
  button: 'by a button on your page',
  dialog: 'after your prompt',
  api: 'through your own code',
  import: 'brought along by an import',
};

/** How they agreed, and whether they took it back. */
export function ConsentCard({ consents }: { consents: Consent[] }) {
  return (
    <Card aria-labelledby="subscriber-consent">
      <CardHeader title="Consent" titleId="subscriber-consent" />
      <CardBody>
        {consents.length === 0 ? <p className="text-muted text-sm">Nothing is recorded.</p> : null}
        <ul className="grid gap-2.5">
          {consents.map((consent) => (
            <li key={`${consent.at} ${consent.decision}`} className="grid gap-0.5 text-sm">
              <span>
                <span className="font-medium">{consent.decision === 'granted' ? 'Agreed' : 'Taken back'}</span>
                {consent.decision === 'granted' ? ` ${ASKED[consent.promptKind] ?? ''}` : ''}
              </span>
              <span className="text-muted [overflow-wrap:anywhere]">
                <AbsoluteTime at={consent.at} />
                {consent.origin ? ` · ${consent.origin.replace(/^https?:\/\//, '')}` : ''}
                {consent.textVersion ? ` · text ${consent.textVersion}` : ''}
              </span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
