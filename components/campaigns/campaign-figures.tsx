import { FigureCells, type FigureColumn, FigureHeadings } from '@/components/ui/figure-columns';
import { Count, Share } from '@/components/ui/number';
import type { CampaignView } from '@/lib/contracts/campaigns';
import { NotSent } from './not-sent';

type CampaignOfFigures = Pick<CampaignView, 'launchedAt' | 'stats'>;

const share =
  (part: 'accepted' | 'shown' | 'clicked') =>
  ({ launchedAt, stats }: CampaignOfFigures) =>
    launchedAt === null ? <NotSent /> : <Share part={stats[part]} total={stats.audience} />;

const COLUMNS: readonly FigureColumn<CampaignOfFigures>[] = [
  {
    label: 'Audience',
    figure: ({ launchedAt, stats }) => (launchedAt === null ? <NotSent /> : <Count value={stats.audience} compact />),
  },
  { label: 'Accepted', title: 'Share of the audience that a push service took', figure: share('accepted') },
  { label: 'Shown', title: 'Share of the audience that had it on screen', figure: share('shown') },
  {
    label: 'Clicked',
    title: 'Share of the audience that clicked',
    className: 'font-medium',
    figure: share('clicked'),
  },
];

/** The headings over `CampaignFigures`. */
export function CampaignFigureHeadings() {
  return <FigureHeadings columns={COLUMNS} />;
}

/** The cells of a campaign's row that say how far it came; on a phone none for what was not sent. */
export function CampaignFigures({ campaign }: { campaign: CampaignOfFigures }) {
  return <FigureCells columns={COLUMNS} row={campaign} at={campaign.launchedAt === null ? 'hidden' : undefined} />;
}
