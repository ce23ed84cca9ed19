import type { z } from 'zod';
import type { SubscribeAnswer, SubscribeRequest } from '@/lib/contracts/embed';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId, tryDecodeId } from '@/lib/platform/ids';
import { countIngest } from '@/lib/platform/metrics';
import { checkSubscription } from './check-subscription';
import { hashDeviceSecret, makeDeviceSecret } from './device-secret';
import { findCountry } from './find-country';
import { findOriginId } from './find-origin-id';
import { insertSubscription } from './insert-subscription';
import { parseClient } from './parse-client';
import { resolveSubscription } from './resolve-subscription';
import type { CheckedSubscription, RequestContext, SubscribeSite } from './subscribe.types';
import { touchDevice } from './touch-device';

type Request = z.output<typeof SubscribeRequest>;

/**
 * Stores a browser's subscription: new, seen again, or healed (delivery.md, product A4). Safe to repeat and to run
 * many times at once: one endpoint makes one row.
 *
 * A subscription made with a key that is no longer current is stored, since it can still be sent to, and the answer
 * asks for a new one; a key that is not the site's can never be sent with, so nothing is stored and `id` is empty
 * (or the device's own).
 *
 * @param request parsed with SubscribeRequest
 * @throws AppError `invalid_input` for an endpoint or key that is not usable; `endpoint_taken` when the endpoint is
 *   registered with other keys and the request does not prove to be its device.
 */
export async function subscribe(
  site: SubscribeSite,
  request: Request,
  context: RequestContext,
): Promise<SubscribeAnswer> {
  const vapidKeyId = await findVapidKeyId(site, request.applicationServerKey);
  if (vapidKeyId === null) return { id: request.device?.id ?? '', action: 'resubscribe' };
  const wanted = await checkRequest(site, request, context, vapidKeyId);
  const answer = await store(wanted, request.device);
  countIngest('subscribe');
  return vapidKeyId === site.currentVapidKeyId ? answer : { ...answer, action: 'resubscribe' };
}

async function findVapidKeyId(site: SubscribeSite, applicationServerKey: string): Promise<bigint | null> {
  const given = Buffer.from(applicationServerKey, 'base64url');
  if (given.equals(Buffer.from(site.vapidPublicKey, 'base64url'))) return site.currentVapidKeyId;
  const older = await db.vapidKey.findFirst({
    where: { siteId: site.id, publicKey: new Uint8Array(given), retiredAt: null },
    select: { id: true },
  });
  return older?.id ?? null;
}

async function checkRequest(
  site: SubscribeSite,
  request: Request,
  context: RequestContext,
  vapidKeyId: bigint,
): Promise<CheckedSubscription> {
  const checked = checkSubscription(request.subscription, 'subscription.');
  if ('problems' in checked) throw new AppError('invalid_input', { fields: checked.problems });
  return {
    siteId: site.id,
    endpoint: checked.endpoint,
    endpointHash: checked.endpointHash,
    originId: await findOriginId(checked.origin),
    keys: checked.keys,
    vapidKeyId,
    client: parseClient(context.userAgent),
    country: findCountry(context.address),
    language: request.language ?? null,
    timezone: request.timezone ?? null,
    isNewSession: request.newSession,
    consent: { origin: context.origin, promptKind: request.prompt, textVersion: request.textVersion },
  };
}

const MAX_TRIES = 5;

async function store(wanted: CheckedSubscription, device: Request['device']): Promise<SubscribeAnswer> {
  const deviceId = device ? tryDecodeId('subscriber', device.id) : null;
  const proof = device && deviceId !== null ? { id: deviceId, secret: device.secret } : null;
  if (proof && (await touchDevice(wanted, proof.id, hashDeviceSecret(proof.secret)))) {
    return { id: encodeId('subscriber', proof.id), action: 'ok' };
  }
  const secret = makeDeviceSecret(wanted.siteId, wanted.endpoint, wanted.keys);
  const secretHash = hashDeviceSecret(secret);
  let mayInsert = proof === null;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    if (mayInsert) {
      const id = await insertSubscription(wanted, secretHash);
      if (id !== null) return { id: encodeId('subscriber', id), secret, action: 'ok' };
    }
    const resolution = await resolveSubscription(wanted, proof, secretHash);
    if (resolution.kind === 'taken') {
      return {
        id: encodeId('subscriber', resolution.id),
        ...(resolution.isProvedBySecret ? {} : { secret }),
        action: resolution.quarantined ? 'resubscribe' : 'ok',
      };
    }
    mayInsert = resolution.kind === 'insert';
  }
  throw new AppError('unavailable', { detail: 'Many requests for this subscription at once; try again.' });
}
