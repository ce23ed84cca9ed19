import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '@/lib/accounts/authorize';
import { createImage } from '@/lib/campaigns/create-image';
import { deleteImage } from '@/lib/campaigns/delete-image';
import { listImages } from '@/lib/campaigns/list-images';
import { ImageUploadQuery, ImageView } from '@/lib/contracts/images';
import { PageQuery } from '@/lib/contracts/paging';
import { parse } from '@/lib/platform/parse';
import { authenticate } from '../authenticate';
import { type ApiApp, answer, jsonAnswer, pageOf, problems } from '../framework';
import { limitRate } from '../limit-rate';
import { requireScope } from '../require-scope';

const tags = ['Images'];
const SiteParams = z.object({
  siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
});
const Params = SiteParams.extend({ id: z.string().meta({ description: 'The image', example: 'img_0j3v8m2k4qw5r' }) });
const ImagePage = pageOf(ImageView);
const LIST = '/api/v1/sites/{siteId}/images';

/** Pictures of messages. */
export function registerImages(app: ApiApp): void {
  registerUpload(app);

  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      tags,
      summary: 'List images',
      middleware: requireScope('campaigns.read'),
      request: { params: SiteParams, query: PageQuery },
      responses: { 200: jsonAnswer(ImagePage, 'Images, newest first'), ...problems('not_found', 'bad_request') },
    }),
    async (c) =>
      answer(c, ImagePage, await listImages(c.var.actor, c.req.valid('param').siteId, c.req.valid('query')), 200),
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${LIST}/{id}`,
      tags,
      summary: 'Delete an image',
      description: 'Messages that have its address are shown without it, but for browsers that have loaded it.',
      middleware: requireScope('campaigns.write'),
      request: { params: Params },
      responses: { 204: { description: 'Deleted' }, ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await deleteImage(c.var.actor, siteId, id);
      return c.body(null, 204);
    },
  );
}

/**
 * The body is the file itself, whatever type it is declared as: what it is, its first bytes say. The same file again
 * answers the same image, so that no Idempotency-Key is needed.
 */
function registerUpload(app: ApiApp): void {
  app.post('/api/v1/sites/:siteId/images', async (c) => {
    const actor = await authenticate(c);
    limitRate(c, actor, 'requests');
    authorize(actor, 'campaigns.write');
    const { use } = parse(ImageUploadQuery, c.req.query());
    const file = new Uint8Array(await c.req.arrayBuffer());
    return answer(c, ImageView, await createImage(actor, c.req.param('siteId'), file, use), 201);
  });
}
