import type { Template } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';

/** @throws AppError `not_found`, also for one that was deleted or is another site's */
export async function findTemplate(siteId: bigint, templateId: string): Promise<Template> {
  const where = { siteId, id: decodeId('template', templateId), archivedAt: null };
  const template = await db.template.findFirst({ where });
  if (!template) throw templateNotFound();
  return template;
}

export function templateNotFound(): AppError {
  return new AppError('not_found', { detail: 'No template has the id given.' });
}
