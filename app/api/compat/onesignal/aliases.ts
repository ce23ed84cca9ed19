import { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import { parse } from '@/lib/platform/parse';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import type { ApiApp, ApiContext } from '../../framework';
import { readBody, refuseUnknown, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { ONESIGNAL } from './dialect';
import { requireBrowsers } from './people';
import { readUser } from './users';
import { fromUuid } from './uuid';

const OF_USER = '/compat/onesignal/apps/:appId/users/by/:label/:alias/identity';
const SUBSCRIPTION = '/compat/onesignal/apps/:appId/subscriptions/:id';
const OF_SUBSCRIPTION = `${SUBSCRIPTION}/user/identity`;

const FIELDS = new Set(['identity']);

const identity = (externalId: string | null) => ({
  identity: externalId === null ? {} : { external_id: externalId },
});

/** The external id of people and of single browsers, which is the only alias here. */
export function registerOneSignalAliases(app: ApiApp): void {
  app.get(OF_USER, requireAny(ONESIGNAL, ['subscribers.read']), async (c) => {
    const { siteId, externalId } = readUser(c);
    await requireBrowsers(c.var.actor, siteId, externalId);
    return c.json(identity(externalId));
  });

  app.patch(OF_USER, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const { siteId, externalId } = readUser(c);
    const given = await readIdentity(c);
    await rename(c.var.actor, siteId, externalId, given);
    return c.json(identity(given));
  });

  app.delete(`${OF_USER}/:deleted`, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const { siteId, externalId } = readUser(c);
    const label = c.req.param('deleted');
    if (label !== 'external_id') throw unsupported(`the alias ${label}`, 'the only alias is external_id');
    await rename(c.var.actor, siteId, externalId, null);
    return c.json(identity(null));
  });

  app.get(OF_SUBSCRIPTION, requireAny(ONESIGNAL, ['subscribers.read']), async (c) => {
    const { siteId, id } = readSubscription(c);
    return c.json(identity((await getSubscriber(c.var.actor, siteId, id)).externalId));
  });

  app.patch(OF_SUBSCRIPTION, requireAny(ONESIGNAL, ['subscribers.write']), giveToUser);
  app.patch(`${SUBSCRIPTION}/owner`, requireAny(ONESIGNAL, ['subscribers.write']), giveToUser);
}

/** A browser belongs to whom its external id names, so naming and handing over are one. */
async function giveToUser(c: ApiContext): Promise<Response> {
  const { siteId, id } = readSubscription(c);
  const given = await readIdentity(c);
  const { externalId } = await updateSubscriber(c.var.actor, siteId, id, { externalId: given });
  return c.json(identity(externalId));
}

async function rename(actor: Actor, siteId: string, from: string, to: string | null): Promise<void> {
  for (const browser of await requireBrowsers(actor, siteId, from)) {
    await updateSubscriber(actor, siteId, browser.id, { externalId: to });
  }
}

async function readIdentity(c: ApiContext): Promise<string> {
  const body = await readBody(c);
  refuseUnknown(body, FIELDS, 'a browser belongs to whom the external_id names');
  const { identity: given } = parse(z.object({ identity: z.record(z.string(), z.string()) }), body);
  const other = Object.keys(given).find((label) => label !== 'external_id');
  if (other) throw unsupported(`identity.${other}`, 'the only alias is external_id');
  return parse(z.object({ identity: z.object({ external_id: z.string() }) }), { identity: given }).identity.external_id;
}

function readSubscription(c: ApiContext): { siteId: string; id: string } {
  return {
    siteId: fromUuid('site', c.req.param('appId') ?? ''),
    id: fromUuid('subscriber', c.req.param('id') ?? ''),
  };
}
