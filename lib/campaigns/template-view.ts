import type { TemplateView } from '@/lib/contracts/templates';
import type { Template } from '@/lib/generated/prisma/client';
import { encodeId } from '@/lib/platform/ids';

/** A stored template as it is shown. */
export function templateView(row: Template): TemplateView {
  const person = (id: bigint | null) => (id === null ? null : encodeId('user', id));
  return {
    id: encodeId('template', row.id),
    siteId: encodeId('site', row.siteId),
    name: row.name,
    message: row.message as TemplateView['message'],
    translations: row.translations as TemplateView['translations'],
    ttlSeconds: row.ttlSeconds,
    // Prisma's enums have no hyphens.
    urgency: row.urgency === 'very_low' ? 'very-low' : row.urgency,
    createdBy: person(row.createdByUserId),
    updatedBy: person(row.updatedByUserId),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
