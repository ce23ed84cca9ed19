'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { revokeApiKey } from '@/lib/accounts/revoke-api-key';
import { rotateApiKey } from '@/lib/accounts/rotate-api-key';
import { updateApiKey } from '@/lib/accounts/update-api-key';
import type { ApiKeyInput, ApiKeyPatch, CreatedApiKey } from '@/lib/contracts/api-keys';

export async function createApiKeyAction(input: ApiKeyInput): Promise<ActionState<CreatedApiKey>> {
  // The page is made anew when the dialog closes, not now: that would take the token away before it is copied.
  return runAction(async () => createApiKey(await requireActor('apiKeys.manage'), input));
}

export async function updateApiKeyAction(apiKeyId: string, version: number, patch: ApiKeyPatch): Promise<ActionState> {
  return runAction(async () => {
    await updateApiKey(await requireActor('apiKeys.manage'), apiKeyId, patch, version);
    revalidatePath('/s/[siteId]/developers/api-keys', 'page');
  });
}

export async function rotateApiKeyAction(apiKeyId: string, overlapHours: number): Promise<ActionState<CreatedApiKey>> {
  // As after making one: the page waits until the token is copied.
  return runAction(async () => rotateApiKey(await requireActor('apiKeys.manage'), apiKeyId, { overlapHours }));
}

export async function revokeApiKeyAction(apiKeyId: string): Promise<ActionState> {
  return runAction(async () => {
    await revokeApiKey(await requireActor('apiKeys.manage'), apiKeyId);
    revalidatePath('/s/[siteId]/developers/api-keys', 'page');
  });
}
