import type { TemplateMenuActions } from '@/components/templates/template.types';
import type { ActionState } from '@/components/ui/action-state';
import type { Audience, CampaignDraftInput, CampaignView } from '@/lib/contracts/campaigns';
import type { DraftVersionDetail, DraftVersionView } from '@/lib/contracts/draft-versions';
import type { CheckMessage, MessageCheck } from '@/lib/contracts/personal-fields';
import type { BestTimeView, CampaignSchedule } from '@/lib/contracts/schedules';
import type { Skips, SkipsInput } from '@/lib/contracts/skips';
import type { AudiencePreview } from '@/lib/segments/preview-audience';

/** A stored campaign without its figures. */
export type StoredCampaign = Omit<CampaignView, 'stats'>;

/** A draft as stored: what the next save builds on. */
export interface SavedDraft {
  id: string;
  updatedAt: string;
}

export interface SegmentOption {
  id: string;
  name: string;
}

export interface TestSubscriber {
  id: string;
  /** What a person knows them by: external id, or browser and system. */
  label: string;
  detail: string;
}

export interface SampledSubscriber extends TestSubscriber {
  lastSeenAt: string;
}

/** Server actions of the composer, bound to the site by the page. */
export interface ComposerActions {
  /**
   * Creates or updates the draft. `known` is what the editor saw last: when the stored draft is newer, the answer has
   * `conflict` instead of `saved` and nothing was changed.
   */
  save: (
    draft: CampaignDraftInput,
    known: SavedDraft | null,
  ) => Promise<ActionState<{ saved?: SavedDraft; conflict?: SavedDraft }>>;
  countAudience: (audience: Audience) => Promise<ActionState<AudiencePreview>>;
  /** How many of an audience will not get it, and why. */
  previewSkips: (input: SkipsInput) => Promise<ActionState<Skips>>;
  /** The newest few of an audience. */
  sampleAudience: (audience: Audience) => Promise<ActionState<{ subscribers: SampledSubscriber[] }>>;
  /** How many of the site have a best hour of their own, and which the others get. */
  bestTime: () => Promise<ActionState<BestTimeView>>;
  /** Sends now, or by itself: at an instant, or by a schedule. */
  launch: (id: string, when: string | CampaignSchedule | null) => Promise<ActionState>;
  /**
   * @param variant of an A/B test
   * @param draft tested instead of what is stored
   */
  sendTest: (id: string, subscriberIds: string[], variant?: string, draft?: CampaignDraftInput) => Promise<ActionState>;
  /** Looks at a message with personal texts or several languages, complete or not. */
  checkMessage: (input: CheckMessage) => Promise<ActionState<MessageCheck>>;
  listTagKeys: () => Promise<ActionState<{ tagKeys: string[] }>>;
  /** Templates to start from, and to save as. */
  templates: TemplateMenuActions;
  listTestSubscribers: () => Promise<ActionState<{ subscribers: TestSubscriber[] }>>;
  history: DraftHistoryActions;
  draft: DraftActions;
  /** What the winner of an A/B test may be chosen by. */
  listGoals: () => Promise<ActionState<{ goals: GoalOption[] }>>;
}

export interface GoalOption {
  id: string;
  name: string;
  windowHours: number;
}

/** What is done with a stored draft as a whole. */
export interface DraftActions {
  /** Leads to the copy. */
  duplicate: (id: string) => Promise<ActionState>;
  remove: (id: string) => Promise<ActionState>;
  restore: (id: string) => Promise<ActionState>;
}

/** What a draft said before. */
export interface DraftHistoryActions {
  /** All versions, newest first. */
  list: (id: string) => Promise<ActionState<{ versions: DraftVersionView[] }>>;
  get: (id: string, versionId: string) => Promise<ActionState<DraftVersionDetail>>;
  /** @param knownUpdatedAt of the draft that the editor saw last: a newer one is left alone */
  restore: (id: string, versionId: string, knownUpdatedAt: string) => Promise<ActionState<StoredCampaign>>;
}
