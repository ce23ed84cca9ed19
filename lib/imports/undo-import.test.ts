import { afterAll, describe, expect, it } from 'vitest';
import type { SubscriberPatch } from '@/lib/contracts/subscribers';
import { db } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { listOf, run, undo, upload } from './test-support';

afterAll(closeQueues);

describe('undoing, for those whom the import made', () => {
  it('removes them, but for those of whom anything was changed since', async () => {
    const site = await makeTestSite();
    const columns = 'endpoint,p256dh,auth,external_id,language,timezone,country,is_test,topics,plan\r\n';
    const given = (n: number) => [`user-${n}`, 'de', 'Europe/Berlin', 'DE', 'true', 'news', 'free'];
    const patches: SubscriberPatch[] = [
      { language: 'fr' },
      { language: null },
      { timezone: 'Asia/Tokyo' },
      { country: 'AT' },
      { isTest: false },
      { externalId: 'other' },
      { topics: ['offers'] },
      { tags: { plan: 'gold' } },
      { tags: { city: 'Ulm' } },
    ];
    const placeOf = { event: patches.length, left: patches.length + 1, gone: patches.length + 2 };
    const made = await upload(site, columns + listOf(patches.length + 5, given));
    await run(site, made);
    const ids = new Map(
      (await db.subscriber.findMany({ where: { siteId: site.id } })).map((each) => [
        Number(each.externalId?.slice('user-'.length)),
        each.id,
      ]),
    );
    const idOf = (n: number) => encodeId('subscriber', ids.get(n) ?? 0n);
    for (const [n, patch] of patches.entries()) await updateSubscriber(site.actor, site.publicId, idOf(n), patch);
    // Changed and changed back is as the import made it.
    await updateSubscriber(site.actor, site.publicId, idOf(placeOf.gone + 1), { country: 'AT' });
    await updateSubscriber(site.actor, site.publicId, idOf(placeOf.gone + 1), { country: 'DE' });
    const tell = (n: number, kind: string) =>
      db.subscriberEvent.create({ data: { siteId: site.id, subscriberId: ids.get(n) ?? 0n, kind, name: 'x' } });
    await tell(placeOf.event, 'custom');
    await tell(placeOf.left, 'unsubscribed');
    await tell(placeOf.gone, 'gone');

    expect((await undo(site, made)).undo).toEqual({
      removedCount: 3,
      restoredCount: 0,
      keptCount: patches.length + 2,
    });
    const left = await db.subscriber.findMany({ where: { siteId: site.id }, select: { id: true } });
    const kept = [...ids].filter(([n]) => n < placeOf.gone).map(([, id]) => id);
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set(kept));
  });

  it('removes those of whom the file told nothing but their keys', async () => {
    const site = await makeTestSite();
    const made = await upload(site, `endpoint,p256dh,auth\r\n${listOf(2)}`);
    await run(site, made);
    const [one] = await db.subscriber.findMany({ where: { siteId: site.id } });
    await updateSubscriber(site.actor, site.publicId, encodeId('subscriber', one?.id ?? 0n), { isTest: true });
    expect((await undo(site, made)).undo).toEqual({ removedCount: 1, restoredCount: 0, keptCount: 1 });
  });
});
