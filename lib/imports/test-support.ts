import type { ImportView } from '@/lib/contracts/imports';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { makeSubscription, type makeTestSite } from '@/lib/subscribers/test-support';
import { checkImport } from './check-import';
import { createImport } from './create-import';
import { getImport } from './get-import';
import { openErrors } from './open-errors';
import { runImport } from './run-import';
import { startImport } from './start-import';
import { undoImport } from './undo-import';

type Site = Awaited<ReturnType<typeof makeTestSite>>;

/** A body that arrives in pieces of so many bytes, wherever they may cut. */
export async function* bodyOf(content: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export function upload(site: Site, content: string | Uint8Array, fileName = 'people.csv'): Promise<ImportView> {
  return createImport(site.actor, site.publicId, bodyOf(content), { fileName });
}

/** Does what a worker would. */
export async function work(site: Site, { id }: { id: string }): Promise<ImportView> {
  await runImport(decodeId('import', id), new AbortController().signal);
  return getImport(site.actor, site.publicId, id);
}

export async function errorsOf(site: Site, { id }: { id: string }): Promise<string> {
  const { pieces } = await openErrors(site.actor, site.publicId, id);
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  return text;
}

const cell = (value: string) => `"${value.replaceAll('"', '""')}"`;
export const line = (values: readonly string[]) => `${values.map(cell).join(',')}\r\n`;

/** Rows of a list with keys; what is not given is empty. */
export function listOf(count: number, of: (n: number) => string[] = () => []): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const { endpoint, keys } = makeSubscription();
    return line([endpoint, keys.p256dh, keys.auth, ...of(n)]);
  });
  return rows.join('');
}

export async function run(site: Site, made: ImportView): Promise<ImportView> {
  await startImport(site.actor, site.publicId, made.id);
  return work(site, made);
}

export async function check(site: Site, made: ImportView): Promise<ImportView> {
  await checkImport(site.actor, site.publicId, made.id);
  return work(site, made);
}

export async function undo(site: Site, made: ImportView): Promise<ImportView> {
  await undoImport(site.actor, site.publicId, made.id);
  return work(site, made);
}

/** All that there is of a site's people, without times. */
export async function peopleOf(site: Site) {
  const { rows } = await pool.query(
    `SELECT endpoint, encode(p256dh, 'hex') AS p256dh, encode(auth, 'hex') AS auth, status, external_id, tags, topics,
       language, timezone, country, browser, browser_version, os, device, is_test, session_count
     FROM subscribers WHERE site_id = $1 ORDER BY endpoint`,
    [site.id],
  );
  return rows as Record<string, unknown>[];
}
