import { z } from 'zod';
import { parse } from '@/lib/platform/parse';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import type { ApiApp, ApiContext } from '../../framework';
import { findSite } from '../find-site';
import { invalidField, readBody, refuseUnknown, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { ONESIGNAL } from './dialect';
import {
  addBrowser,
  browsersOf,
  readProperties,
  readSubscription,
  requireBrowsers,
  subscriptionView,
  userView,
} from './people';
import { fromUuid } from './uuid';

const USERS = '/compat/onesignal/apps/:appId/users';
const ONE = `${USERS}/by/:label/:alias`;
const UserBody = z.object({
  identity: z.record(z.string(), z.string()).optional(),
  subscriptions: z.array(z.unknown()).max(20).default([]),
});

const USER_FIELDS = new Set([...Object.keys(UserBody.shape), 'properties']);
const PATCH_FIELDS = new Set(['properties', 'refresh_device_metadata']);
const ADD_FIELDS = new Set(['subscription']);

/** Users and their subscriptions as OneSignal's clients make, read, change and delete them. */
export function registerOneSignalUsers(app: ApiApp): void {
  app.post(USERS, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const { actor } = c.var;
    const { id: siteId } = await findSite(actor, fromUuid('site', c.req.param('appId')));
    const body = await readBody(c);
    refuseUnknown(body, USER_FIELDS, 'a user has identity, properties and subscriptions');
    const { identity, subscriptions } = parse(UserBody, body);
    const otherLabel = Object.keys(identity ?? {}).find((label) => label !== 'external_id');
    if (otherLabel) throw unsupported(`identity.${otherLabel}`, 'the only alias is external_id');
    const given = subscriptions.map((each, index) => readSubscription(each, `subscriptions.${index}`));
    const externalId = identity?.external_id;
    const properties = readProperties(body.properties);
    const known = externalId === undefined ? [] : await browsersOf(actor, siteId, externalId);
    if (subscriptions.length === 0 && known.length === 0) {
      throw invalidField('subscriptions', 'is required: a user is known by a browser of theirs');
    }
    for (const browser of known) await updateSubscriber(actor, siteId, browser.id, properties);
    const added = [];
    for (const subscription of given) {
      added.push(await addBrowser(actor, siteId, externalId, subscription, properties));
    }
    const browsers = externalId === undefined ? added : await browsersOf(actor, siteId, externalId);
    return c.json(userView(externalId, browsers), known.length > 0 ? 200 : 201);
  });

  app.get(ONE, requireAny(ONESIGNAL, ['subscribers.read']), async (c) => {
    const { siteId, externalId } = readUser(c);
    return c.json(userView(externalId, await requireBrowsers(c.var.actor, siteId, externalId)));
  });

  app.patch(ONE, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const { siteId, externalId } = readUser(c);
    const body = await readBody(c);
    if (body.deltas !== undefined)
      throw unsupported('deltas', 'sessions and purchases are not counted up from outside');
    refuseUnknown(body, PATCH_FIELDS, 'properties of a user can be changed');
    const patch = readProperties(body.properties);
    for (const browser of await requireBrowsers(c.var.actor, siteId, externalId)) {
      await updateSubscriber(c.var.actor, siteId, browser.id, patch);
    }
    return c.json({ properties: body.properties ?? {} }, 202);
  });

  app.delete(ONE, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const { siteId, externalId } = readUser(c);
    for (const browser of await requireBrowsers(c.var.actor, siteId, externalId)) {
      await eraseSubscriber(c.var.actor, siteId, browser.id);
    }
    return c.json({ identity: { external_id: externalId } });
  });

  app.post(`${ONE}/subscriptions`, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const { siteId, externalId } = readUser(c);
    await findSite(c.var.actor, siteId);
    const body = await readBody(c);
    refuseUnknown(body, ADD_FIELDS, 'one subscription is added at a time');
    const browser = await addBrowser(c.var.actor, siteId, externalId, readSubscription(body.subscription));
    return c.json({ subscription: subscriptionView(browser) }, 201);
  });

  const subscriptionPath = '/compat/onesignal/apps/:appId/subscriptions/:id';
  app.delete(subscriptionPath, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const siteId = fromUuid('site', c.req.param('appId'));
    await eraseSubscriber(c.var.actor, siteId, fromUuid('subscriber', c.req.param('id')));
    return c.json({}, 202);
  });
}

/** @throws AppError `invalid_input` for another alias than the external id */
export function readUser(c: ApiContext): { siteId: string; externalId: string } {
  const { appId = '', label = '', alias = '' } = c.req.param();
  if (label !== 'external_id') throw unsupported(`the alias ${label}`, 'the only alias is external_id');
  return { siteId: fromUuid('site', appId), externalId: alias };
}
