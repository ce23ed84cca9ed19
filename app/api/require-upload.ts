import type { MiddlewareHandler } from 'hono';
import { authorize } from '@/lib/accounts/authorize';
import type { Action } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';
import { authenticate } from './authenticate';
import type { ApiEnv } from './framework';
import { answerOnce } from './idempotency';
import { limitRate } from './limit-rate';

/**
 * As requireScope, for a route whose body is a file that is read while it arrives. A repeat with the same
 * Idempotency-Key is told by its type, its length and its `Content-Digest`, since the file itself is not held.
 * @throws AppError `unauthenticated`, `too_many_requests`, `forbidden`, `unsupported_media_type`, `invalid_input`,
 *   `idempotency_key_reused`, `request_in_progress`.
 */
export function requireUpload(action: Action, mediaTypes: readonly string[]): MiddlewareHandler<ApiEnv> {
  const guard: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const actor = await authenticate(c);
    c.set('actor', actor);
    limitRate(c, actor, 'requests');
    authorize(actor, action);
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type === undefined || !mediaTypes.includes(type)) {
      throw new AppError('unsupported_media_type', { detail: `The file must be sent as ${mediaTypes.join(' or ')}.` });
    }
    const told = ['content-length', 'content-digest'].map((name) => c.req.header(name) ?? '');
    return answerOnce(c, actor, [type, ...told].join('\n'), next);
  };
  return Object.assign(guard, { scope: action });
}
