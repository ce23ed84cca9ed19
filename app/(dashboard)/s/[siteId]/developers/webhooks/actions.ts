'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import type {
  ReplayInput,
  WebhookDeliveryDetail,
  WebhookInput,
  WebhookPatch,
  WebhookView,
  WebhookWithSecret,
} from '@/lib/contracts/webhooks';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { deleteWebhook } from '@/lib/webhooks/delete-webhook';
import { redeliver } from '@/lib/webhooks/redeliver';
import { replayDeliveries } from '@/lib/webhooks/replay-deliveries';
import { restoreWebhook } from '@/lib/webhooks/restore-webhook';
import { rotateSecret } from '@/lib/webhooks/rotate-secret';
import { testWebhook } from '@/lib/webhooks/test-webhook';
import { updateWebhook } from '@/lib/webhooks/update-webhook';

const PAGES = '/s/[siteId]/developers/webhooks';

const act = <T>(work: (actor: Awaited<ReturnType<typeof requireActor>>) => Promise<T>): Promise<ActionState<T>> =>
  runAction(async () => {
    const answer = await work(await requireActor('webhooks.write'));
    revalidatePath(PAGES, 'layout');
    return answer;
  });

// The two that show a secret make the page anew when their dialog closes, not before: that would take it away.
export async function createWebhookAction(
  siteId: string,
  input: WebhookInput,
): Promise<ActionState<WebhookWithSecret>> {
  return runAction(async () => createWebhook(await requireActor('webhooks.write'), siteId, input));
}

export async function rotateSecretAction(
  siteId: string,
  webhookId: string,
  overlapHours: number,
): Promise<ActionState<WebhookWithSecret>> {
  return runAction(async () => rotateSecret(await requireActor('webhooks.write'), siteId, webhookId, { overlapHours }));
}

export async function updateWebhookAction(
  siteId: string,
  webhookId: string,
  input: WebhookPatch,
): Promise<ActionState<WebhookView>> {
  return act((actor) => updateWebhook(actor, siteId, webhookId, input));
}

export async function deleteWebhookAction(siteId: string, webhookId: string): Promise<ActionState> {
  // The page that asked for it is about to be left.
  return runAction(async () => deleteWebhook(await requireActor('webhooks.write'), siteId, webhookId));
}

export async function restoreWebhookAction(siteId: string, webhookId: string): Promise<ActionState<WebhookView>> {
  return act((actor) => restoreWebhook(actor, siteId, webhookId));
}

export async function testWebhookAction(
  siteId: string,
  webhookId: string,
): Promise<ActionState<WebhookDeliveryDetail>> {
  return act((actor) => testWebhook(actor, siteId, webhookId));
}

export async function redeliverAction(
  siteId: string,
  webhookId: string,
  deliveryId: string,
): Promise<ActionState<WebhookDeliveryDetail>> {
  return act((actor) => redeliver(actor, siteId, webhookId, deliveryId));
}

export async function replayAction(
  siteId: string,
  webhookId: string,
  input: ReplayInput,
): Promise<ActionState<{ deliveryCount: number }>> {
  return act((actor) => replayDeliveries(actor, siteId, webhookId, input));
}
