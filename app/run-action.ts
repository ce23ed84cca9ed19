import { unstable_rethrow } from 'next/navigation';
import type { ActionState } from '@/components/ui/action-state';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';

/**
 * Runs the one lib call of a server action and turns what it throws into words for the form. Redirects go through.
 * An unexpected error is logged and told as such, never its text.
 */
export async function runAction<T>(work: () => Promise<T>): Promise<ActionState<T>> {
  try {
    return { status: 'done', data: await work(), at: Date.now() };
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof AppError && error.code !== 'internal') {
      const fields = Object.fromEntries(error.fields.map((field) => [field.path, field.message]));
      // The detail of a refused form names its fields as programs know them.
      const message = error.fields.length > 0 ? 'Please check the marked fields. Nothing was changed.' : error.detail;
      const isSignedOut = error.code === 'unauthenticated';
      return { status: 'failed', message, fields, at: Date.now(), ...(isSignedOut && { isSignedOut }) };
    }
    log.error({ err: error }, 'server action failed');
    return {
      status: 'failed',
      message: 'Something went wrong on our side. Nothing was changed; please try again.',
      at: Date.now(),
    };
  }
}
