import { beforeAll, expect } from 'vitest';
import { SubscribeRequest } from '@/lib/contracts/embed';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { subscribe } from '../subscribe';
import type { RequestContext } from '../subscribe.types';
import { makeSubscription, makeTestSite } from '../test-support';

export const context: RequestContext = {
  origin: 'https://shop.example',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  address: '193.99.144.80',
};
export let site: Awaited<ReturnType<typeof makeTestSite>>;

/** One site for the file. */
export function keepSite(): void {
  beforeAll(async () => {
    site = await makeTestSite();
  });
}

export function ask(subscription = makeSubscription(), more: Partial<SubscribeRequest> = {}) {
  const request = SubscribeRequest.parse({ subscription, applicationServerKey: site.vapidPublicKey, ...more });
  return subscribe(site, request, context);
}
export const row = (id: string) =>
  db.subscriber.findFirstOrThrow({ where: { siteId: site.id, id: decodeId('subscriber', id) } });
export const events = async (id: string) =>
  (
    await db.subscriberEvent.findMany({
      where: { siteId: site.id, subscriberId: decodeId('subscriber', id) },
      orderBy: { id: 'asc' },
    })
  ).map((event) => event.kind);
export const consents = async (id: string) =>
  (
    await db.consentRecord.findMany({
      where: { siteId: site.id, subscriberId: decodeId('subscriber', id) },
      orderBy: { id: 'asc' },
    })
  ).map((record) => record.decision);
export const device = (answer: { id: string; secret?: string }) => ({ id: answer.id, secret: answer.secret ?? '' });
/** As the delivery's settle does when a push service has no such subscription. */
export async function end(id: string, status: 'gone' | 'key_mismatch'): Promise<void> {
  await db.subscriber.update({
    where: { siteId: site.id, id: decodeId('subscriber', id) },
    data: { status, endedAt: new Date() },
  });
}
export async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}
