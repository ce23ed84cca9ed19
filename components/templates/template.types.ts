import type { ActionState } from '@/components/ui/action-state';
import type { Message, Urgency } from '@/lib/contracts/messages';
import type { TemplateFromCampaignInput, TemplateInput } from '@/lib/contracts/templates';

/** A template as it is chosen and drawn. */
export interface TemplateOption {
  id: string;
  name: string;
  message: Partial<Message>;
  translations: Record<string, Partial<Message>>;
  ttlSeconds: number;
  urgency: Urgency;
  updatedAt: string;
}

export interface SavedTemplate {
  /** Id of the template that has the name already: nothing was saved. */
  takenBy: string | null;
}

/** Server actions of the templates page, bound to the site. */
export interface TemplateActions {
  start: (id: string) => Promise<ActionState>;
  createFromCampaign: (input: TemplateFromCampaignInput) => Promise<ActionState>;
  rename: (id: string, name: string) => Promise<ActionState>;
  duplicate: (id: string) => Promise<ActionState>;
  remove: (id: string) => Promise<ActionState>;
  restore: (id: string) => Promise<ActionState>;
}

/** Server actions of the composer's menu, bound to the site. */
export interface TemplateMenuActions {
  find: (search: string) => Promise<ActionState<{ templates: TemplateOption[] }>>;
  save: (input: TemplateInput, replaceId: string | null) => Promise<ActionState<SavedTemplate>>;
}
