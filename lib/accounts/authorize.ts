import type { Action, Actor } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';
import { can } from './can';

/**
 * Guards a domain function.
 * @throws AppError `forbidden` that names the missing permission.
 */
export function authorize(actor: Actor, action: Action): void {
  if (can(actor, action)) return;
  const who = actor.kind === 'user' ? `The role ${actor.role}` : 'This API key';
  throw new AppError('forbidden', { detail: `${who} has no permission for ${action}.` });
}
