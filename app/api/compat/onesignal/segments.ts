import { z } from 'zod';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { archiveSegment } from '@/lib/segments/archive-segment';
import { countAudience } from '@/lib/segments/count-audience';
import { createSegment } from '@/lib/segments/create-segment';
import { getSegment } from '@/lib/segments/get-segment';
import { listSegments } from '@/lib/segments/list-segments';
import { updateSegment } from '@/lib/segments/update-segment';
import type { ApiApp } from '../../framework';
import { readBody, refuseUnknown } from '../read-body';
import { requireAny } from '../require-any';
import { MAX_OFFSET, walkPages } from '../walk-pages';
import { ONESIGNAL } from './dialect';
import { toRule } from './filters';
import { fromUuid, toUuid } from './uuid';

const LIST = '/compat/onesignal/apps/:appId/segments';
const ONE = `${LIST}/:id`;
const SegmentName = z.object({ name: z.string() });
const FIELDS = new Set(['name', 'filters']);
const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(300).default(300),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
});

/** Segments as OneSignal's clients make, read, list, change and delete them. */
export function registerOneSignalSegments(app: ApiApp): void {
  app.post(LIST, requireAny(ONESIGNAL, ['segments.write']), async (c) => {
    const siteId = fromUuid('site', c.req.param('appId'));
    const body = readSegment(await readBody(c));
    const { name } = parse(SegmentName, body);
    const segment = await createSegment(c.var.actor, siteId, { name, rule: toRule(body.filters) });
    return c.json({ success: true, id: toUuid('segment', segment.id) }, 201);
  });

  app.get(LIST, requireAny(ONESIGNAL, ['segments.read']), async (c) => {
    const siteId = fromUuid('site', c.req.param('appId'));
    const { limit, offset } = parse(ListQuery, c.req.query());
    const all = await walkPages((page) => listSegments(c.var.actor, siteId, page), 0, MAX_OFFSET);
    const segments = all.slice(offset, offset + limit).map((segment) => ({
      id: toUuid('segment', segment.id),
      name: segment.name,
      created_at: segment.createdAt,
      updated_at: segment.updatedAt,
      app_id: toUuid('site', siteId),
      read_only: false,
      is_active: true,
    }));
    return c.json({ total_count: all.length, offset, limit, segments });
  });

  app.get(ONE, requireAny(ONESIGNAL, ['segments.read']), async (c) => {
    const siteId = fromUuid('site', c.req.param('appId'));
    const segment = await getSegment(c.var.actor, siteId, fromUuid('segment', c.req.param('id')));
    const { count } = await countAudience(c.var.actor, siteId, { rule: segment.rule });
    const createdAt = Math.floor(Date.parse(segment.createdAt) / 1_000);
    const payload = { id: toUuid('segment', segment.id), name: segment.name, created_at: createdAt, source: 'api' };
    return c.json({ subscriber_count: count, payload });
  });

  app.patch(ONE, requireAny(ONESIGNAL, ['segments.write']), async (c) => {
    const siteId = fromUuid('site', c.req.param('appId'));
    const id = fromUuid('segment', c.req.param('id'));
    const body = readSegment(await readBody(c));
    const { name } = parse(SegmentName.partial(), body);
    if (name === undefined && body.filters === undefined) {
      throw new AppError('bad_request', { detail: 'Send name or filters.' });
    }
    const rule = body.filters === undefined ? undefined : toRule(body.filters);
    await updateSegment(c.var.actor, siteId, id, { name, rule });
    return c.json({ success: true });
  });

  app.delete(ONE, requireAny(ONESIGNAL, ['segments.write']), async (c) => {
    const siteId = fromUuid('site', c.req.param('appId'));
    await archiveSegment(c.var.actor, siteId, fromUuid('segment', c.req.param('id')));
    return c.json({ success: true });
  });
}

/** `id` is a wish of the caller's that OneSignal lets them have; ours are made by the database. */
function readSegment(body: Record<string, unknown>): Record<string, unknown> {
  refuseUnknown(body, FIELDS, 'a segment has a name and filters');
  return body;
}
