import type { Template } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';

/** @throws AppError `not_found`, also for one of another site */
export async function findTemplate(siteId: bigint, templateId: string): Promise<Template> {
  const template = await db.template.findFirst({ where: { siteId, id: decodeId('template', templateId) } });
  if (!template) throw new AppError('not_found', { detail: 'No template has the id given.' });
  return template;
}
