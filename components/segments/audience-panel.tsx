import Link from 'next/link';
import { SubscriberFlag } from '@/components/subscribers/subscriber-flag';
import { subscriberTitle } from '@/components/subscribers/subscriber-words';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody } from '@/components/ui/card';
import { formatNumber, formatShare } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { roundToMargin } from './round-to-margin';
import type { RulePreviewState } from './use-rule-preview';

interface AudiencePanelProps {
  preview: RulePreviewState;
  /** The rule in words. */
  sentence: string;
  basePath: string;
}

/** How many match now, the rule as a sentence, and some of the people. */
export function AudiencePanel({ preview, sentence, basePath }: AudiencePanelProps) {
  const { value, isLoading, isRefining, error } = preview;
  return (
    <Card aria-label="Who matches">
      <CardBody className="grid gap-4">
        <div aria-live="polite" aria-busy={isLoading} className="grid gap-2">
          {/* After a count that did not come, the last one is of another rule. */}
          {value && !error ? (
            <>
              <p className={isLoading ? 'text-faint transition-colors' : 'transition-colors'}>
                {value.margin === null ? null : <span className="text-muted text-sm">about </span>}
                <span className="tabular font-semibold text-2xl tracking-tight">
                  {formatNumber(roundToMargin(value.count, value.margin))}
                </span>{' '}
                <span className="text-muted text-sm">
                  of {formatNumber(roundToMargin(value.total, value.margin))} active ·{' '}
                  {formatShare(value.count, value.total)}
                </span>
              </p>
              {value.margin === null ? null : (
                <p className="text-muted text-xs">
                  Estimated from a sample, give or take {formatNumber(roundToMargin(value.margin, value.margin))}.
                  {isRefining ? ' Counting exactly …' : ''}
                </p>
              )}
              <Progress label="Share of all active subscribers" value={value.count} max={Math.max(1, value.total)} />
            </>
          ) : error || !isLoading ? null : (
            <>
              <Skeleton className="h-8 w-32" />
              <Skeleton className="h-1.5" />
            </>
          )}
        </div>
        {error ? (
          <Callout tone="warning" live>
            {error}
          </Callout>
        ) : null}
        <p className="text-pretty text-muted text-sm [overflow-wrap:anywhere]">
          <span className="font-medium text-fg">In words: </span>
          {sentence}
        </p>
        {value?.sample && value.sample.length > 0 && !error ? (
          <div>
            <h3 className="mb-1 font-medium text-sm">Some of them</h3>
            <ul className="-mx-2">
              {value.sample.map((subscriber) => (
                <li key={subscriber.id}>
                  <Link
                    href={`${basePath}/subscribers/${subscriber.id}`}
                    className="flex items-center gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-subtle"
                  >
                    <SubscriberFlag country={subscriber.country} />
                    <span className="min-w-0 flex-1 truncate">{subscriberTitle(subscriber)}</span>
                    <RelativeTime at={subscriber.lastSeenAt} className="shrink-0 text-faint text-xs" />
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}
