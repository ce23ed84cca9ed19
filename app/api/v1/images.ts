import { createRoute, z } from '@hono/zod-openapi';
import { createImage } from '@/lib/campaigns/create-image';
import { deleteImage } from '@/lib/campaigns/delete-image';
import { getImageUses } from '@/lib/campaigns/get-image-uses';
import { listImages } from '@/lib/campaigns/list-images';
import { ImageUploadQuery, ImageUses, ImageView } from '@/lib/contracts/images';
import { PageQuery } from '@/lib/contracts/paging';
import { type ApiApp, answer, jsonAnswer, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { requireUpload } from '../require-upload';

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
      middleware: requireScope('images.read'),
      request: { params: SiteParams, query: PageQuery },
      responses: { 200: jsonAnswer(ImagePage, 'Images, newest first'), ...problems('not_found', 'bad_request') },
    }),
    async (c) =>
      answer(c, ImagePage, await listImages(c.var.actor, c.req.valid('param').siteId, c.req.valid('query')), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${LIST}/{id}/uses`,
      operationId: 'getImageUses',
      tags,
      summary: 'See who uses an image',
      description: 'What would be without its picture if it were deleted, and what keeps it from being deleted.',
      middleware: requireScope('images.read'),
      request: { params: Params },
      responses: { 200: jsonAnswer(ImageUses, 'Its uses'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, ImageUses, await getImageUses(c.var.actor, siteId, id), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${LIST}/{id}`,
      tags,
      summary: 'Delete an image',
      description:
        'Refused with `conflict` while a template has it, or a campaign that is scheduled, under way, or has messages ' +
        'that have not expired. Drafts and single messages that have its address are shown without it, but for ' +
        'browsers that have loaded it.',
      middleware: requireScope('images.write'),
      request: { params: Params },
      responses: { 204: { description: 'Deleted' }, ...problems('not_found', 'conflict') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await deleteImage(c.var.actor, siteId, id);
      return c.body(null, 204);
    },
  );
}

/** What the file really is, its own first bytes say; a program that does not know sends the last. */
const MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/octet-stream'];

function registerUpload(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      tags,
      summary: 'Upload an image',
      description:
        'The body is the file: PNG, JPEG, WebP or GIF (of a moving one the first frame), up to 8 MiB and 24 million ' +
        'pixels. It is made anew in the size of its use, without anything but its pixels, and kept under an address ' +
        'that never changes. The same file again answers the same image.',
      middleware: requireUpload('images.write', MEDIA_TYPES),
      request: {
        params: SiteParams,
        query: ImageUploadQuery,
        body: {
          required: true,
          content: Object.fromEntries(
            MEDIA_TYPES.map((type) => [
              type,
              { schema: z.string().meta({ description: 'The file', format: 'binary' }) },
            ]),
          ),
        },
      },
      responses: {
        201: jsonAnswer(ImageView, 'The image'),
        ...problems(
          'not_found',
          'conflict',
          'payload_too_large',
          'unsupported_media_type',
          'idempotency_key_reused',
          'unavailable',
        ),
      },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const file = new Uint8Array(await c.req.arrayBuffer());
      return answer(c, ImageView, await createImage(c.var.actor, siteId, file, c.req.valid('query').use), 201);
    },
  );
}
