import type { CampaignView } from '@/lib/contracts/campaigns';
import type { ExportFormat } from '@/lib/contracts/exports';
import type { ComparedCampaign } from '@/lib/contracts/reports';
import type { SegmentView } from '@/lib/contracts/segments';
import { renderTable } from './render-table';

type ListedCampaign = Pick<CampaignView, 'id' | 'name' | 'stats' | 'launchedAt'> &
  Partial<
    Pick<CampaignView, 'status' | 'createdAt' | 'sendAt' | 'finishedAt'> & Pick<ComparedCampaign, 'unsubscribed'>
  >;

/** Campaigns with their figures, one a row. */
export function renderCampaigns(campaigns: readonly ListedCampaign[], format: ExportFormat): string {
  const rows = campaigns.map(
    ({ id, name, status, createdAt, sendAt, launchedAt, finishedAt, stats, unsubscribed }) => ({
      id,
      name,
      status: status ?? null,
      createdAt: createdAt ?? null,
      sendAt: sendAt ?? null,
      launchedAt,
      finishedAt: finishedAt ?? null,
      ...stats,
      unsubscribed: unsubscribed ?? null,
    }),
  );
  return renderTable(format, CAMPAIGN_FIELDS, rows);
}

const CAMPAIGN_FIELDS = [
  'id',
  'name',
  'status',
  'createdAt',
  'sendAt',
  'launchedAt',
  'finishedAt',
  'audience',
  'pending',
  'accepted',
  'received',
  'shown',
  'clicked',
  'dismissed',
  'gone',
  'rejected',
  'expired',
  'suppressed',
  'heldOut',
  'unknown',
  'unsubscribed',
];

/** Segments with their rules, one a row. */
export function renderSegments(segments: readonly SegmentView[], format: ExportFormat): string {
  const rows = segments.map(({ id, name, rule, createdAt, updatedAt }) => ({
    id,
    name,
    rule: rule as Record<string, unknown>,
    createdAt,
    updatedAt,
  }));
  return renderTable(format, ['id', 'name', 'rule', 'createdAt', 'updatedAt'], rows);
}
