import type { ImportView } from '@/lib/contracts/imports';
import { decodeId } from '@/lib/platform/ids';
import type { makeTestSite } from '@/lib/subscribers/test-support';
import { createImport } from './create-import';
import { getImport } from './get-import';
import { openErrors } from './open-errors';
import { runImport } from './run-import';

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
