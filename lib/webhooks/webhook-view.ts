import type { WebhookEventType, WebhookView } from '@/lib/contracts/webhooks';
import type { Webhook } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import { encodeId } from '@/lib/platform/ids';

/** Reads of an endpoint what its view shows: never the sealed secrets. */
export const WEBHOOK_COLUMNS = { secretSealed: true, previousSecretSealed: true } as const;

/** Without its secret. A pause or an overlap that is over is not told. */
export function webhookView(row: Omit<Webhook, keyof typeof WEBHOOK_COLUMNS>): WebhookView {
  const later = (at: Date | null) => (at !== null && at > now() ? at.toISOString() : null);
  return {
    id: encodeId('webhook', row.id),
    url: row.url,
    description: row.description,
    events: row.events as WebhookEventType[],
    status: row.status,
    disabledReason: row.disabledReason as WebhookView['disabledReason'],
    failureCount: row.failureCount,
    pausedUntil: row.status === 'active' ? later(row.openUntil) : null,
    previousSecretEndsAt: later(row.previousSecretEndsAt),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
