'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { SavedTemplate, TemplateOption } from '@/components/templates/template.types';
import type { ActionState } from '@/components/ui/action-state';
import { createTemplate } from '@/lib/campaigns/create-template';
import { createTemplateFromCampaign } from '@/lib/campaigns/create-template-from-campaign';
import { deleteTemplate } from '@/lib/campaigns/delete-template';
import { duplicateTemplate } from '@/lib/campaigns/duplicate-template';
import { listTemplates } from '@/lib/campaigns/list-templates';
import { restoreTemplate } from '@/lib/campaigns/restore-template';
import { startDraftFromTemplate } from '@/lib/campaigns/start-draft-from-template';
import { updateTemplate } from '@/lib/campaigns/update-template';
import type { TemplateFromCampaignInput, TemplateInput } from '@/lib/contracts/templates';
import { AppError } from '@/lib/platform/errors';

const PAGES = '/s/[siteId]/templates';
/** As many are offered in the composer at once; a search finds the others. */
const MAX_OFFERED = 50;

/** The new draft opens in the composer. */
export async function startDraftAction(siteId: string, templateId: string): Promise<ActionState> {
  return runAction(async () => {
    const draft = await startDraftFromTemplate(await requireActor('campaigns.write'), siteId, templateId);
    redirect(`/s/${siteId}/campaigns/${draft.id}/edit`);
  });
}

export async function createFromCampaignAction(siteId: string, input: TemplateFromCampaignInput): Promise<ActionState> {
  return runAction(async () => {
    await createTemplateFromCampaign(await requireActor('templates.write'), siteId, input);
    revalidatePath(PAGES, 'page');
  });
}

export async function renameTemplateAction(siteId: string, templateId: string, name: string): Promise<ActionState> {
  return runAction(async () => {
    await updateTemplate(await requireActor('templates.write'), siteId, templateId, { name });
    revalidatePath(PAGES, 'page');
  });
}

export async function duplicateTemplateAction(siteId: string, templateId: string): Promise<ActionState> {
  return runAction(async () => {
    await duplicateTemplate(await requireActor('templates.write'), siteId, templateId);
    revalidatePath(PAGES, 'page');
  });
}

export async function deleteTemplateAction(siteId: string, templateId: string): Promise<ActionState> {
  return runAction(async () => {
    await deleteTemplate(await requireActor('templates.write'), siteId, templateId);
    revalidatePath(PAGES, 'page');
  });
}

export async function restoreTemplateAction(siteId: string, templateId: string): Promise<ActionState> {
  return runAction(async () => {
    await restoreTemplate(await requireActor('templates.write'), siteId, templateId);
    revalidatePath(PAGES, 'page');
  });
}

/** The newest whose name has the text in it. */
export async function findTemplatesAction(
  siteId: string,
  search: string,
): Promise<ActionState<{ templates: TemplateOption[] }>> {
  return runAction(async () => ({ templates: await find(siteId, search) }));
}

/**
 * Keeps what the composer holds. A name that is taken saves nothing and answers which template has it, to be given as
 * `replaceId` once the person agrees. No page is asked for anew: the address of a draft that was begun here is not that of the
 * page that shows it, and a refresh would put the composer together again, without what is not saved yet.
 */
export async function saveTemplateAction(
  siteId: string,
  input: TemplateInput,
  replaceId: string | null,
): Promise<ActionState<SavedTemplate>> {
  return runAction(async () => {
    const actor = await requireActor('templates.write');
    try {
      await (replaceId ? updateTemplate(actor, siteId, replaceId, input) : createTemplate(actor, siteId, input));
      return { takenBy: null };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      const name = input.name.trim();
      const takenBy = (await find(siteId, name)).find((template) => template.name === name);
      // A site that has as many as it may is a conflict too.
      if (!takenBy) throw error;
      return { takenBy: takenBy.id };
    }
  });
}

async function find(siteId: string, search: string): Promise<TemplateOption[]> {
  const actor = await requireActor('templates.read');
  const text = search.trim().slice(0, 120);
  const { items } = await listTemplates(actor, siteId, { limit: MAX_OFFERED, ...(text && { search: text }) });
  return items.map(({ id, name, message, translations, ttlSeconds, urgency, updatedAt }) => ({
    id,
    name,
    message,
    translations,
    ttlSeconds,
    urgency,
    updatedAt,
  }));
}
