'use client';

import { formatNumber, formatShare } from '@/components/ui/format';
import type { CampaignStats } from '@/lib/contracts/campaigns';

const STEPS: { key: keyof CampaignStats; label: string; meaning: string; fill: string }[] = [
  {
    key: 'audience',
    label: 'Audience',
    meaning: 'Everyone this campaign was for when it was launched',
    fill: 'fill-faint/45',
  },
  {
    key: 'accepted',
    label: 'Accepted',
    meaning: 'A push service took the message; the device may still be off',
    fill: 'fill-accent/45',
  },
  {
    key: 'received',
    label: 'Received',
    meaning: 'The browser woke up and reported that it has the message',
    fill: 'fill-accent/65',
  },
  { key: 'shown', label: 'Shown', meaning: 'The notification was on screen', fill: 'fill-accent/85' },
  {
    key: 'clicked',
    label: 'Clicked',
    meaning: 'Someone opened it, or pressed one of its buttons',
    fill: 'fill-success',
  },
];

/** From everyone it was for to everyone who clicked: five bars, each with its share of the audience and of the step before. */
export function Funnel({ stats }: { stats: CampaignStats }) {
  return (
    <ol className="grid gap-1">
      {STEPS.map((step, index) => {
        const value = stats[step.key];
        const before = STEPS[index - 1];
        return (
          <li
            key={step.key}
            className="grid grid-cols-[5.5rem_minmax(0,1fr)_4.5rem] items-center gap-x-3 sm:grid-cols-[6.5rem_minmax(0,1fr)_5.5rem_4rem]"
          >
            <span className="text-muted text-sm" title={step.meaning}>
              {step.label}
            </span>
            <svg width="100%" height="28" aria-hidden className="block overflow-hidden rounded-md bg-subtle">
              <rect
                width={`${stats.audience > 0 ? Math.max(value > 0 ? 0.5 : 0, (value / stats.audience) * 100) : 0}%`}
                height="100%"
                className={`${step.fill} transition-[width] duration-500`}
              />
            </svg>
            <span className="tabular text-right font-semibold text-base">{formatNumber(value)}</span>
            <span
              className="tabular text-right text-muted text-sm max-sm:hidden"
              title={before ? `${formatShare(value, stats[before.key])} of ${before.label.toLowerCase()}` : undefined}
            >
              {index === 0 ? '' : formatShare(value, stats.audience)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const REST: { key: keyof CampaignStats; label: string; meaning: string }[] = [
  { key: 'pending', label: 'Still to send', meaning: 'Not handed to a push service yet' },
  { key: 'dismissed', label: 'Dismissed', meaning: 'Closed without a click' },
  { key: 'gone', label: 'Left', meaning: 'No longer subscribed; they were removed from your subscribers' },
  { key: 'rejected', label: 'Refused', meaning: 'The push service did not take the message' },
  { key: 'expired', label: 'Too late', meaning: 'The time to keep trying was over' },
  { key: 'suppressed', label: 'Skipped', meaning: 'Left out on purpose, for example unsubscribed meanwhile' },
  { key: 'heldOut', label: 'Held out', meaning: 'The hold-out group of the A/B test: got nothing, to compare with' },
  {
    key: 'unknown',
    label: 'Not known',
    meaning: 'It was being sent when the connection broke; it may or may not have arrived',
  },
];

/** What is not in the funnel; outcomes that nobody had are left out, except dismissals. */
export function FunnelRest({ stats }: { stats: CampaignStats }) {
  const shown = REST.filter(({ key }) => key === 'dismissed' || stats[key] > 0);
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 border-line border-t pt-3 text-sm">
      {shown.map(({ key, label, meaning }) => (
        <div key={key} className="flex items-baseline gap-1.5" title={meaning}>
          <dt className="text-muted">{label}</dt>
          <dd className="tabular font-medium">{formatNumber(stats[key])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What each word means, for those who want to know exactly. */
export function FunnelMeanings() {
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-sm text-muted hover:text-fg">What these mean</summary>
      <dl className="mt-2 grid gap-1.5">
        {[...STEPS, ...REST].map(({ key, label, meaning }) => (
          <div key={key} className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-3">
            <dt className="text-muted">{label}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
