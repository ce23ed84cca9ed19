'use client';

import { CircleHelp } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
import { useTransition } from 'react';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { Select } from '@/components/ui/select';
import { Spinner } from '@/components/ui/spinner';
import type { ExplanationView } from '@/lib/contracts/explanations';

interface WhyCardProps {
  campaigns: { id: string; name: string }[];
  /** Of the campaign in the address; null when none is chosen. */
  explanation: ExplanationView | null;
  /** `/s/{siteId}` */
  basePath: string;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** "Why didn't this person get campaign X?": choose it, and read one plain answer with what it rests on. */
export function WhyCard({ campaigns, explanation, basePath }: WhyCardProps) {
  const [isPending, startTransition] = useTransition();
  const [campaign, setCampaign] = useQueryState(
    'campaign',
    parseAsString.withOptions({ shallow: false, startTransition }),
  );
  const options = campaigns.map(({ id, name }) => ({ value: id, label: name }));
  const isKnown = !campaign || campaigns.some(({ id }) => id === campaign);
  return (
    <Card aria-labelledby="subscriber-why">
      <CardHeader
        title="Did they get it?"
        titleId="subscriber-why"
        description="Choose a campaign to see what became of it, and why."
      />
      <CardBody className="grid gap-3">
        <div className="flex items-center gap-2">
          <Select
            aria-label="Campaign"
            placeholder={campaigns.length > 0 ? 'Choose a campaign' : 'No campaign was sent yet'}
            options={isKnown ? options : [...options, { value: campaign, label: 'An earlier campaign' }]}
            value={campaign ?? ''}
            disabled={campaigns.length === 0 && !campaign}
            onChange={(event) => void setCampaign(event.target.value || null)}
          />
          {isPending ? <Spinner className="size-4 shrink-0" /> : null}
        </div>
        <div aria-live="polite" aria-busy={isPending} className="grid gap-3 empty:hidden">
          {explanation ? <Explanation explanation={explanation} basePath={basePath} /> : null}
          {!explanation && campaign && !isPending ? (
            <Callout tone="warning" live>
              This campaign is not there any more.
            </Callout>
          ) : null}
        </div>
      </CardBody>
    </Card>
  );
}

function Explanation({ explanation, basePath }: { explanation: ExplanationView; basePath: string }) {
  const { title, detail, remedy, evidence, otherDevices } = explanation;
  return (
    <>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-2 text-sm">
        <CircleHelp aria-hidden className="mt-0.5 size-4 text-accent-ink" />
        <div className="grid gap-1">
          <p className="font-medium">{title}</p>
          {detail ? <p className="text-muted">{detail}</p> : null}
          {remedy ? <p>{remedy}</p> : null}
        </div>
      </div>
      {evidence.length > 0 ? (
        <dl className="grid gap-2 rounded-lg bg-canvas p-3 text-sm">
          {evidence.map(({ what, found }) => (
            <div key={`${what} ${found}`} className="grid gap-0.5">
              <dt className="text-muted [overflow-wrap:anywhere]">{what}</dt>
              <dd className="font-medium [overflow-wrap:anywhere]">
                {INSTANT.test(found) ? <AbsoluteTime at={found} /> : found}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {otherDevices.length > 0 ? (
        <div className="text-sm">
          <h3 className="mb-1 font-medium">On their other devices</h3>
          <ul className="grid gap-1">
            {otherDevices.map((device) => (
              <li key={device.subscriberId} className="flex justify-between gap-3">
                <Link
                  href={`${basePath}/subscribers/${device.subscriberId}?campaign=${explanation.campaignId}`}
                  className="underline underline-offset-2"
                >
                  {device.name}
                </Link>
                <span className="text-muted">{device.outcome}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
