import type { ReactNode } from 'react';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCountry, formatLanguage, formatNumber } from '@/components/ui/format';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { deviceName } from './subscriber-words';

interface SubscriberFactsProps {
  subscriber: SubscriberView;
  pushService: string;
  /** When a campaign by best time would reach them; null for those whom none reaches. */
  bestHour: ReactNode;
}

/** Who it is and with what; what is not known is left out. */
export function SubscriberFacts({ subscriber, pushService, bestHour }: SubscriberFactsProps) {
  const browser = [subscriber.browser, subscriber.browserVersion].filter(Boolean).join(' ');
  const facts: [string, ReactNode][] = [
    ['Your id', subscriber.externalId],
    ['Browser', browser],
    ['System', subscriber.os],
    ['Device', subscriber.device && subscriber.device !== 'unknown' ? deviceName(subscriber.device) : null],
    ['Country', subscriber.country && formatCountry(subscriber.country)],
    ['Language', subscriber.language && formatLanguage(subscriber.language)],
    ['Time zone', subscriber.timezone?.replaceAll('_', ' ')],
    ['Best hour', bestHour],
    ['Subscribed', <AbsoluteTime key="subscribed" at={subscriber.subscribedAt} />],
    ['Last seen', <RelativeTime key="seen" at={subscriber.lastSeenAt} />],
    ['Left', subscriber.endedAt && <AbsoluteTime key="ended" at={subscriber.endedAt} />],
    ['Visits', formatNumber(subscriber.sessionCount)],
    ['Reached by', pushService],
  ];
  return (
    <Card aria-labelledby="subscriber-facts">
      <CardHeader
        title="About"
        titleId="subscriber-facts"
        actions={<CopyButton value={subscriber.id} label="Copy id" variant="ghost" />}
      />
      <CardBody className="pt-2">
        <dl>
          {facts.map(([label, value]) =>
            value ? (
              <div key={label} className="grid grid-cols-[6rem_minmax(0,1fr)] gap-3 py-1 text-sm">
                <dt className="text-muted">{label}</dt>
                <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </CardBody>
    </Card>
  );
}
