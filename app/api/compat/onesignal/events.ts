import { z } from 'zod';
import { EventInput } from '@/lib/contracts/events';
import { now } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { trackEvents } from '@/lib/subscribers/track-events';
import type { ApiApp } from '../../framework';
import { readBody, refuseUnknown, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { ONESIGNAL } from './dialect';
import { fromUuid } from './uuid';

/** An event is recorded with the time of its request: so old it may say to be. */
const MAX_AGE_MS = 600_000;
const MAX_EVENTS = 1_000;

const Events = z.object({
  events: z
    .array(
      z.looseObject({
        name: z.string(),
        external_id: z.string().nullish(),
        onesignal_id: z.string().nullish(),
        timestamp: z.string().nullish(),
        payload: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .min(1, 'needs at least one entry')
    .max(MAX_EVENTS, `may have at most ${MAX_EVENTS} entries`),
});
type Given = z.infer<typeof Events>['events'][number];
const BODY_FIELDS = new Set(Object.keys(Events.shape));
const FIELDS = new Set(['name', 'external_id', 'onesignal_id', 'timestamp', 'payload']);
const Checked = z.object({ events: z.array(EventInput) });

/** Custom events of people. One of somebody without a browser is left out, as nobody could be sent anything for it. */
export function registerOneSignalEvents(app: ApiApp): void {
  app.post('/compat/onesignal/apps/:appId/custom_events', requireAny(ONESIGNAL, ['events.write']), async (c) => {
    const siteId = fromUuid('site', c.req.param('appId'));
    const body = await readBody(c);
    refuseUnknown(body, BODY_FIELDS, 'events are sent as a list');
    const { events } = parse(Events, body);
    const rows = events.map(toEvent);
    // All are looked at before one is recorded: their clients have no answer for each.
    parse(Checked, { events: rows });
    const results = await trackEvents(c.var.actor, siteId, rows);
    const failed = results.find(({ error }) => error !== null && error.code !== 'not_found');
    if (failed?.error) throw new AppError('bad_request', { detail: `events.${failed.index}: ${failed.error.detail}` });
    return c.json({});
  });
}

function toEvent(given: Given, index: number): z.input<typeof EventInput> {
  const at = `events.${index}`;
  const unknown = Object.keys(given).find((field) => !FIELDS.has(field));
  if (unknown) throw unsupported(`${at}.${unknown}`, 'an event has a name, an external_id and a payload');
  if (given.onesignal_id) throw unsupported(`${at}.onesignal_id`, 'name the user by external_id');
  if (given.timestamp) {
    const age = now().getTime() - Date.parse(given.timestamp);
    if (!(Math.abs(age) <= MAX_AGE_MS)) {
      throw unsupported(`${at}.timestamp`, 'an event is recorded with the time of its request');
    }
  }
  return {
    externalId: given.external_id ?? '',
    event: given.name,
    props: (given.payload ?? {}) as z.input<typeof EventInput>['props'],
  };
}
