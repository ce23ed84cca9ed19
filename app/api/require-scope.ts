import type { MiddlewareHandler } from 'hono';
import { authorize } from '@/lib/accounts/authorize';
import type { Action } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';
import type { ApiEnv } from './framework';

/** Middleware of a route: who calls (API key or session), and may they do this? Sets `c.var.actor`. */
export function requireScope(action: Action): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (!c.var.actor) throw new AppError('unauthenticated');
    authorize(c.var.actor, action);
    await next();
  };
}
