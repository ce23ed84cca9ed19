import { pool } from '@/lib/platform/db';

export interface LoadedImage {
  content: Uint8Array<ArrayBuffer>;
  mediaType: string;
}

/** A campaign's picture is asked for by every browser that it reaches within minutes. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
/** Least recently asked for first. */
const kept = new Map<string, LoadedImage>();
let keptBytes = 0;
const loading = new Map<string, Promise<LoadedImage | null>>();

/**
 * A picture by the last part of its address, for anyone: the name is a hash that only its messages tell.
 * Kept in memory, so one that was deleted may be served by a process until others take its room.
 */
export async function loadImage(name: string): Promise<LoadedImage | null> {
  const known = kept.get(name);
  if (known) {
    kept.delete(name);
    kept.set(name, known);
    return known;
  }
  const other = loading.get(name);
  if (other) return other;
  const mine = readImage(name).finally(() => loading.delete(name));
  loading.set(name, mine);
  const image = await mine;
  if (image) keep(name, image);
  return image;
}

async function readImage(name: string): Promise<LoadedImage | null> {
  const { rows } = await pool.query<{ content: Buffer; media_type: string }>({
    name: 'load-image',
    text: 'SELECT content, media_type FROM images WHERE name = $1',
    values: [name],
  });
  const row = rows[0];
  return row ? { content: new Uint8Array(row.content), mediaType: row.media_type } : null;
}

function keep(name: string, image: LoadedImage): void {
  kept.set(name, image);
  keptBytes += image.content.byteLength;
  for (const [oldest, { content }] of kept) {
    if (keptBytes <= MAX_KEPT_BYTES) return;
    kept.delete(oldest);
    keptBytes -= content.byteLength;
  }
}
