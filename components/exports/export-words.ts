import type { ExportView } from '@/lib/contracts/exports';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 5242880 → "5.2 MB". */
export function formatBytes(count: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(count / 1_000 ** power);
}

const TITLES: Record<ExportView['kind'], string> = {
  subscribers: 'Subscribers',
  deliveries: 'Deliveries',
  consents: 'Consents',
  events: 'Events',
  visits: 'Page visits',
};

/** "Subscribers", "Consents", or the deliveries of one campaign. */
export function exportTitle({ kind, campaignId }: ExportView, campaignNames: Record<string, string>): string {
  if (campaignId === null) return TITLES[kind];
  return `Deliveries of ${campaignNames[campaignId] ? `“${campaignNames[campaignId]}”` : 'one campaign'}`;
}

export const EXPORT_STATES = {
  pending: { label: 'Waiting', tone: 'neutral' },
  running: { label: 'Being made', tone: 'accent' },
  done: { label: 'Ready', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
} as const satisfies Record<ExportView['state'], { label: string; tone: string }>;
