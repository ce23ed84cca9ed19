import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { entityTag, isFresh } from './entity-tag';
import type { ApiApp, ApiContext } from './framework';

/** Built from lib/embed into public/; the value is how long a browser may use its copy without asking. */
const FILES = {
  'belfry.js': 'public, max-age=300',
  'belfry-prompt.js': 'public, max-age=300',
  'belfry-pages.js': 'public, max-age=300',
  'belfry-check.js': 'no-cache',
  // Browsers take a worker's imports from their HTTP cache when they look for updates, so these always ask.
  'belfry-worker.js': 'no-cache',
} as const;

interface LoadedFile {
  tag: string;
  plain: Uint8Array<ArrayBuffer>;
  br: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer>;
}

const loaded = new Map<string, LoadedFile>();

/** The scripts that customers' pages load, compressed once. */
export function registerEmbedFiles(app: ApiApp): void {
  for (const [name, cacheControl] of Object.entries(FILES)) {
    app.get(`/${name}`, (c) => {
      const file = load(name);
      if (!file) return c.notFound();
      const encoding = chooseEncoding(c);
      // One tag for each form: a cache must not give one for the other.
      const tag = encoding === 'plain' ? file.tag : file.tag.replace(/"$/, `-${encoding}"`);
      c.header('Cache-Control', cacheControl);
      c.header('ETag', tag);
      c.header('Vary', 'Accept-Encoding');
      c.header('Access-Control-Allow-Origin', '*');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
      if (isFresh(c, tag)) return c.body(null, 304);
      if (encoding !== 'plain') c.header('Content-Encoding', encoding);
      return c.body(file[encoding], 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
    });
  }
}

/** Null until the embed is built. */
function load(name: string): LoadedFile | null {
  const known = loaded.get(name);
  if (known) return known;
  let bytes: Buffer;
  try {
    bytes = readFileSync(join('public', name));
  } catch {
    return null;
  }
  const file = {
    tag: entityTag(bytes),
    plain: new Uint8Array(bytes),
    br: new Uint8Array(brotliCompressSync(bytes)),
    gzip: new Uint8Array(gzipSync(bytes, { level: 9 })),
  };
  loaded.set(name, file);
  return file;
}

function chooseEncoding(c: ApiContext): 'br' | 'gzip' | 'plain' {
  const accepted = new Map(
    (c.req.header('accept-encoding') ?? '').split(',').map((part) => {
      const [coding = '', quality = ''] = part.split(';').map((text) => text.trim().toLowerCase());
      return [coding, quality === '' || Number(quality.replace('q=', '')) > 0] as const;
    }),
  );
  return (['br', 'gzip'] as const).find((coding) => accepted.get(coding)) ?? 'plain';
}
