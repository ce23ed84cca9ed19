import type { BreakdownRow, ButtonRow, CampaignReport, ReportDimension } from '@/lib/contracts/reports';
import { REPORT_DIMENSIONS } from '@/lib/contracts/reports';
import { pool } from '@/lib/platform/db';
import type { VariantName } from './name-variants';

type Counts = Omit<BreakdownRow, 'value' | 'label' | 'converted'>;

/** Exported for the test that reads its plan. */
export const BREAKDOWNS_SQL = `
  SELECT b.dimension, b.value, sum(b.audience_count)::int AS audience, sum(b.accepted_count)::int AS accepted,
    sum(b.failed_count)::int AS failed, sum(b.suppressed_count)::int AS suppressed, sum(b.unknown_count)::int AS unknown,
    sum(b.received_count)::int AS received, sum(b.shown_count)::int AS shown, sum(b.clicked_count)::int AS clicked,
    sum(b.dismissed_count)::int AS dismissed
  FROM run_folds f JOIN run_breakdowns b ON b.run_id = f.run_id AND b.generation = f.generation
  WHERE f.campaign_id = $1 AND f.site_id = $2 GROUP BY b.dimension, b.value`;

const COUNT_NAMES: readonly (keyof Counts)[] = [
  'audience',
  'accepted',
  'failed',
  'suppressed',
  'unknown',
  'received',
  'shown',
  'clicked',
  'dismissed',
];

/**
 * A campaign's people by what is known of them, largest groups first, unknown as a group of its own; and the clicks by
 * the part that was pressed.
 * @param variants the campaign's messages
 * @param label a value as people call it
 */
export async function readBreakdowns(
  siteId: bigint,
  campaignId: bigint,
  variants: readonly VariantName[],
  label: (dimension: ReportDimension, value: string) => string,
): Promise<Pick<CampaignReport, 'breakdowns' | 'buttons'>> {
  const { rows } = await pool.query<Counts & { dimension: string; value: string }>(BREAKDOWNS_SQL, [
    campaignId,
    siteId,
  ]);
  const of = (dimension: ReportDimension): BreakdownRow[] =>
    rows
      .filter((row) => row.dimension === dimension)
      .map(({ dimension: _dimension, value, ...counts }) => ({
        value: value === '' ? null : value,
        label: value === '' ? 'Unknown' : label(dimension, value),
        ...counts,
        converted: null,
      }))
      .sort((a, b) => b.audience - a.audience || a.label.localeCompare(b.label));
  const place = ({ value }: BreakdownRow) => variants.findIndex(({ position }) => String(position) === value) >>> 0;
  const byVariant = of('variant').sort((a, b) => place(a) - place(b));
  const breakdowns = Object.fromEntries(
    REPORT_DIMENSIONS.map((dimension) => [dimension, dimension === 'variant' ? byVariant : of(dimension)]),
  ) as CampaignReport['breakdowns'];
  const clicked = new Map(
    rows.flatMap((row) => (row.dimension === 'button' ? [[row.value, row.clicked] as const] : [])),
  );
  const buttons = byVariant.flatMap(({ value, clicked: clickers }) => {
    const variant = variants.find(({ position }) => String(position) === value);
    return variant ? buttonsOf(variant, variants.length > 1, clicked, clickers) : [];
  });
  return { breakdowns, buttons };
}

const PARTS = ['body', 'button_1', 'button_2'] as const;

/** Every part that the message has, pressed or not. */
function buttonsOf(
  variant: VariantName,
  isNamed: boolean,
  clicked: ReadonlyMap<string, number>,
  clickers: number,
): ButtonRow[] {
  return PARTS.flatMap((part, index) => {
    const label = index === 0 ? 'The message itself' : variant.buttons[index - 1];
    const count = clicked.get(`${variant.position}/${index}`) ?? 0;
    if (label === undefined && count === 0) return [];
    return {
      variant: variant.position,
      part,
      label: label ?? 'Unknown',
      message: isNamed ? variant.label : '',
      clicked: count,
      clickers,
    };
  });
}

/** The counts of several groups together. */
export function sumCounts(rows: readonly Counts[]): Counts {
  return Object.fromEntries(
    COUNT_NAMES.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]),
  ) as unknown as Counts;
}
