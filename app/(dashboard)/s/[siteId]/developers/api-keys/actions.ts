'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { revokeApiKey } from '@/lib/accounts/revoke-api-key';
import type { ApiKeyInput, CreatedApiKey } from '@/lib/contracts/api-keys';

const PAGE = '/s/[siteId]/developers/api-keys';

export async function createApiKeyAction(input: ApiKeyInput): Promise<ActionState<CreatedApiKey>> {
  return runAction(async () => {
    const key = await createApiKey(await requireActor('apiKeys.manage'), input);
    revalidatePath(PAGE, 'page');
    return key;
  });
}

export async function revokeApiKeyAction(apiKeyId: string): Promise<ActionState> {
  return runAction(async () => {
    await revokeApiKey(await requireActor('apiKeys.manage'), apiKeyId);
    revalidatePath(PAGE, 'page');
  });
}
