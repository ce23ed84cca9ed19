import { Badge, type Tone } from '@/components/ui/badge';
import type { CampaignStatus } from '@/lib/contracts/campaigns';

export const STATUS_TEXT: Record<CampaignStatus, { label: string; tone: Tone; pulse?: boolean }> = {
  draft: { label: 'Draft', tone: 'neutral' },
  scheduled: { label: 'Scheduled', tone: 'info' },
  running: { label: 'Sending', tone: 'accent', pulse: true },
  paused: { label: 'Paused', tone: 'warning' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  done: { label: 'Sent', tone: 'success' },
};

/** A recurring one under way: between its dates nothing is being sent. */
const RECURRING: (typeof STATUS_TEXT)[CampaignStatus] = { label: 'Recurring', tone: 'accent' };

export function CampaignStatusBadge({ status, isSeries }: { status: CampaignStatus; isSeries?: boolean }) {
  const { label, tone, pulse } = isSeries && status === 'running' ? RECURRING : STATUS_TEXT[status];
  return (
    <Badge tone={tone} dot={pulse ? 'pulse' : true}>
      {label}
    </Badge>
  );
}
