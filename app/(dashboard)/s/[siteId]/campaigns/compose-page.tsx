import { viewerZone } from '@/app/viewer-zone';
import { Composer } from '@/components/campaigns/composer';
import { checkValues } from '@/components/campaigns/composer-checks';
import { GalleryProvider } from '@/components/campaigns/gallery-actions';
import { startValues } from '@/components/campaigns/start-values';
import { Page } from '@/components/ui/page-header';
import type { CampaignSummary } from '@/lib/campaigns/campaign-row';
import type { UserActor } from '@/lib/contracts/actors';
import type { Audience } from '@/lib/contracts/campaigns';
import type { SiteView } from '@/lib/contracts/sites';
import { env } from '@/lib/platform/env';
import { listSegments } from '@/lib/segments/list-segments';
import { findTemplatesAction, saveTemplateAction } from '../templates/actions';
import {
  bestTimeAction,
  checkMessageAction,
  countAudienceAction,
  deleteDraftAction,
  duplicateCampaignAction,
  launchCampaignAction,
  listTagKeysAction,
  listTestSubscribersAction,
  previewSkipsAction,
  restoreDraftAction,
  saveDraftAction,
  sendTestAction,
} from './actions';
import { sampleAudienceAction } from './audience-actions';
import { listGoalsAction } from './goal-actions';
import { getVersionAction, listVersionsAction, restoreVersionAction } from './history-actions';
import { deleteImageAction, getImageUsesAction, listImagesAction } from './image-actions';
import { saveSeriesAction } from './series-actions';

interface ComposePageProps {
  actor: UserActor;
  site: SiteView;
  campaign: CampaignSummary | null;
  initialAudience?: Audience;
  /** Of a recurring campaign that is scheduled or goes on. */
  series?: { pastCount: number };
}

/** The composer with all that it needs of the site; the same for a new campaign and a draft. */
export async function ComposePage({ actor, site, campaign, initialAudience, series }: ComposePageProps) {
  const { items } = await listSegments(actor, site.id);
  const [origin] = site.allowedOrigins;
  const timeZone = await viewerZone();
  return (
    <Page className="max-w-7xl pb-0">
      <GalleryProvider
        actions={{
          list: listImagesAction.bind(null, site.id),
          uses: getImageUsesAction.bind(null, site.id),
          remove: deleteImageAction.bind(null, site.id),
        }}
      >
        <Composer
          campaign={campaign}
          initialAudience={initialAudience}
          series={series}
          firstProblems={checkValues(startValues(campaign, initialAudience, timeZone), timeZone)}
          segments={items.map(({ id, name }) => ({ id, name }))}
          siteName={site.name}
          siteHost={origin ? new URL(origin).host : site.name}
          publicUrl={env().publicUrl}
          basePath={`/s/${site.id}`}
          actions={{
            save: series ? saveSeriesAction : saveDraftAction.bind(null, site.id),
            bestTime: bestTimeAction.bind(null, site.id),
            countAudience: countAudienceAction.bind(null, site.id),
            previewSkips: previewSkipsAction.bind(null, site.id),
            sampleAudience: sampleAudienceAction.bind(null, site.id),
            launch: launchCampaignAction,
            sendTest: sendTestAction,
            checkMessage: checkMessageAction.bind(null, site.id),
            listTagKeys: listTagKeysAction.bind(null, site.id),
            templates: {
              find: findTemplatesAction.bind(null, site.id),
              save: saveTemplateAction.bind(null, site.id),
            },
            listTestSubscribers: listTestSubscribersAction.bind(null, site.id),
            listGoals: listGoalsAction.bind(null, site.id),
            draft: {
              duplicate: duplicateCampaignAction.bind(null, site.id),
              remove: deleteDraftAction,
              restore: restoreDraftAction,
            },
            history: { list: listVersionsAction, get: getVersionAction, restore: restoreVersionAction },
          }}
        />
      </GalleryProvider>
    </Page>
  );
}
