import { MAX_TEMPLATES } from '@/lib/contracts/templates';
import type { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';

type Transaction = Parameters<Parameters<typeof db.$transaction>[0]>[0];

/** From here to the end of the transaction nobody else gives a template of this site a name. */
export async function lockTemplateNames(tx: Pick<Transaction, '$executeRaw'>, siteId: bigint): Promise<void> {
  // Weaker than FOR UPDATE: rows that refer to the site can be written meanwhile.
  await tx.$executeRaw`SELECT 1 FROM sites WHERE id = ${siteId} FOR NO KEY UPDATE`;
}

/** @throws AppError `conflict` when another template of the site has the name */
export async function requireFreeName(tx: Pick<Transaction, 'template'>, siteId: bigint, name: string): Promise<void> {
  if ((await tx.template.count({ where: { siteId, name, archivedAt: null } })) === 0) return;
  throw new AppError('conflict', { detail: `The site has a template named “${name}” already.` });
}

/** @throws AppError `conflict` when the site has as many as it may */
export async function requireRoomForTemplate(tx: Pick<Transaction, 'template'>, siteId: bigint): Promise<void> {
  if ((await tx.template.count({ where: { siteId, archivedAt: null } })) < MAX_TEMPLATES) return;
  throw new AppError('conflict', { detail: `A site may have at most ${MAX_TEMPLATES} templates.` });
}

const MAX_NAME_CHARACTERS = 120;

/** "Sale (copy)", "Sale (copy 2)" …: the first that no template of the site has. */
export async function freeCopyName(tx: Pick<Transaction, 'template'>, siteId: bigint, name: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const suffix = copy === 1 ? ' (copy)' : ` (copy ${copy})`;
    const candidate = name.slice(0, MAX_NAME_CHARACTERS - suffix.length).trimEnd() + suffix;
    if ((await tx.template.count({ where: { siteId, name: candidate, archivedAt: null } })) === 0) return candidate;
  }
}
