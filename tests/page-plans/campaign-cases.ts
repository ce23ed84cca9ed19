import { bestTime } from '@/lib/campaigns/best-time';
import { checkMessage } from '@/lib/campaigns/check-message';
import { countDates } from '@/lib/campaigns/count-dates';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { getDraftVersion } from '@/lib/campaigns/get-draft-version';
import { getImageUses } from '@/lib/campaigns/get-image-uses';
import { getTemplate } from '@/lib/campaigns/get-template';
import { hasSentTest } from '@/lib/campaigns/has-sent-test';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { listDraftVersions } from '@/lib/campaigns/list-draft-versions';
import { listImages } from '@/lib/campaigns/list-images';
import { listTemplates } from '@/lib/campaigns/list-templates';
import { subscriberBestHour } from '@/lib/campaigns/subscriber-best-hour';
import { updateDraft } from '@/lib/campaigns/update-draft';
import { previewSkips } from '@/lib/delivery/preview-skips';
import { abTestResult } from '@/lib/stats/ab-test-result';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';
import { addGoalTotals } from '@/lib/stats/add-goal-totals';
import { campaignOccurrences } from '@/lib/stats/campaign-occurrences';
import { campaignProgress } from '@/lib/stats/campaign-progress';
import { campaignReport } from '@/lib/stats/campaign-report';
import { compareCampaigns } from '@/lib/stats/compare-campaigns';
import { listCampaignDeliveries } from '@/lib/stats/list-campaign-deliveries';
import { listGoals } from '@/lib/stats/list-goals';
import type { FilledSite } from './fill-database';
import type { PageCase } from './people-cases';

const LIMIT = 50;
const campaigns =
  (query: object) =>
  ({ actor, siteId }: FilledSite) =>
    listCampaigns(actor, siteId, { limit: LIMIT, ...query });
const templates =
  (query: object) =>
  ({ actor, siteId }: FilledSite) =>
    listTemplates(actor, siteId, { limit: 24, ...query });
const images =
  (query: object) =>
  ({ actor, siteId }: FilledSite) =>
    listImages(actor, siteId, { limit: LIMIT, ...query });
const MESSAGE = { title: 'Hi {{ tags.plan }}', url: 'https://shop.example' };

export const CAMPAIGN_LISTS: PageCase[] = [
  ['campaigns', campaigns({})],
  ['campaigns, an older page', (at) => campaigns({ cursor: at.abTestId })(at)],
  ['campaigns by name', campaigns({ search: 'Sale', status: 'done' })],
  ['campaigns of a status that none has', campaigns({ status: 'paused' })],
  ['campaigns that were sent', campaigns({ withoutDrafts: true })],
  ['campaigns with a name that none has', campaigns({ search: 'nothing' })],
  ['a campaign of the list', ({ actor, draftId }) => getCampaign(actor, draftId)],
  ['a campaign', ({ actor, campaignIds }) => campaignProgress(actor, campaignIds[0])],
  ['a report', ({ actor, campaignIds }) => campaignReport(actor, campaignIds[1])],
  [
    'campaigns side by side',
    ({ actor, siteId, campaignIds }) => compareCampaigns(actor, siteId, campaignIds.toReversed()),
  ],
  ['an A/B test', ({ actor, abTestId }) => abTestResult(actor, abTestId)],
  ['the dates of a series', ({ actor, seriesId }) => campaignOccurrences(actor, seriesId)],
  ['how many dates a series had', ({ actor, seriesId }) => countDates(actor, seriesId)],
  ['what a draft said before', ({ actor, draftId }) => listDraftVersions(actor, draftId, { limit: LIMIT })],
  ['a version of a draft', ({ actor, draftId, versionId }) => getDraftVersion(actor, draftId, versionId)],
  ['a draft that saves itself', ({ actor, draftId }) => updateDraft(actor, draftId, { name: 'Letter of May' })],
  ['whether a test was sent', ({ actor, siteId }) => hasSentTest(actor, siteId)],
  ['templates', templates({})],
  ['templates by name', templates({ search: 'letter 9' })],
  ['templates with a name that none has', templates({ search: 'nothing' })],
  ['a template', ({ actor, siteId, templateId }) => getTemplate(actor, siteId, templateId)],
  ['images', images({})],
  ['images, an older page', (at) => images({ cursor: at.imageId })(at)],
  [
    'a personal message for a real subscriber',
    ({ actor, siteId }) => checkMessage(actor, siteId, { message: MESSAGE, previewFor: { search: '', index: 0 } }),
  ],
  ['goals', async ({ actor, siteId }) => addGoalTotals(siteId, await listGoals(actor, siteId))],
];

/** These sum up all of a site, or of one campaign: they read as many entries, of an index. */
export const CAMPAIGN_COUNTS: PageCase[] = [
  ['the figures of listed campaigns', async (at) => addCampaignStats((await campaigns({})(at)).items)],
  ['a series that has run for years', ({ actor, seriesId }) => campaignProgress(actor, seriesId)],
  ['the report of a series that has run for years', ({ actor, seriesId }) => campaignReport(actor, seriesId)],
  [
    'the hour of a subscriber, which may be that of the site',
    ({ actor, siteId, subscriberId }) => subscriberBestHour(actor, siteId, subscriberId),
  ],
  ['the best hour of a site', ({ actor, siteId }) => bestTime(actor, siteId)],
  [
    'who will not get a campaign',
    ({ actor, siteId }) =>
      previewSkips(actor, siteId, { audience: { all: true }, ttlSeconds: 3_600, throttlePerMinute: 60 }),
  ],
  [
    'who will not get a campaign in their local time',
    ({ actor, siteId }) =>
      previewSkips(actor, siteId, {
        audience: { all: true },
        ttlSeconds: 3_600,
        throttlePerMinute: null,
        schedule: { kind: 'local_time', at: '2099-01-05T09:00', fallbackTimezone: 'UTC', whenPassed: 'skip' },
      }),
  ],
  ['where an image is used', ({ actor, siteId, imageId }) => getImageUses(actor, siteId, imageId)],
  [
    'refused deliveries',
    ({ actor, campaignIds }) => listCampaignDeliveries(actor, campaignIds[0], { limit: LIMIT, state: 'rejected' }),
  ],
];
