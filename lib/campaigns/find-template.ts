import type { Template } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';

/** @throws AppError `not_found`, also for one that was deleted or is another site's */
export async function findTemplate(siteId: bigint, templateId: string): Promise<Template> {
  const where = { siteId, id: decodeId('template', templateId), archivedAt: null };
  const template = await db.template.findFirst({ where });
  if (!template) throw notFound('template');
  return template;
}
