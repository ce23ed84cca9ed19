'use client';

import type { CampaignStats } from '@/lib/contracts/campaigns';

/** Audience, accepted, shown and clicked one inside the other. The numbers stand beside it. */
export function FunnelBar({ stats }: { stats: CampaignStats }) {
  const share = (count: number) => `${stats.audience > 0 ? Math.min(100, (count / stats.audience) * 100) : 0}%`;
  return (
    <svg aria-hidden="true" width="100%" height="8" className="block min-w-24 rounded-full bg-subtle-strong">
      <rect width={share(stats.accepted)} height="100%" className="fill-accent opacity-20" />
      <rect width={share(stats.shown)} height="100%" className="fill-accent opacity-40" />
      <rect width={share(stats.clicked)} height="100%" className="fill-accent" />
    </svg>
  );
}
