import type { Webhook } from '@/lib/generated/prisma/client';
import { AppError } from '@/lib/platform/errors';

/** @throws AppError `conflict` while the endpoint is disabled: nothing would be sent. */
export function requireActive(webhook: Pick<Webhook, 'status'>): void {
  if (webhook.status === 'active') return;
  throw new AppError('conflict', { detail: 'The webhook is disabled; make it active first.' });
}
