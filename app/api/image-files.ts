import { loadImage } from '@/lib/campaigns/load-image';
import { AppError } from '@/lib/platform/errors';
import { isFresh } from './entity-tag';
import type { ApiApp } from './framework';

/** Pictures of messages, loaded by the browsers that show them; what an address names never changes. */
export function registerImageFiles(app: ApiApp): void {
  app.get('/i/:name{[\\w-]{22}\\.(?:png|jpg)}', async (c) => {
    const name = c.req.param('name');
    const image = await loadImage(name);
    if (!image) throw new AppError('not_found', { detail: 'There is no such image.' });
    const tag = `"${name}"`;
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('ETag', tag);
    // Shown by pages and workers of the customer's origin.
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    // Opened by itself it is a picture and nothing else.
    c.header('Content-Security-Policy', "default-src 'none'; sandbox");
    if (isFresh(c, tag)) return c.body(null, 304);
    return c.body(image.content, 200, { 'Content-Type': image.mediaType });
  });
}
