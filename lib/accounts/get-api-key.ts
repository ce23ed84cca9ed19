import type { Actor } from '@/lib/contracts/actors';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import { apiKeyView } from './api-key-view';
import { findApiKey } from './find-api-key';

/** @throws AppError `forbidden`, `not_found` */
export async function getApiKey(actor: Actor, apiKeyId: string): Promise<ApiKeyView> {
  return apiKeyView(await findApiKey(actor, apiKeyId));
}
