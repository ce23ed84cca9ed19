import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/contracts/actors';
import type { CampaignInput } from '@/lib/contracts/campaigns';
import { pool, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSite } from '@/lib/sites/create-site';
import { cancelCampaign } from './cancel-campaign';
import { createCampaign } from './create-campaign';
import { createDraft } from './create-draft';
import { createTemplate } from './create-template';
import { deleteDraft } from './delete-draft';
import { deleteImage } from './delete-image';
import { deleteTemplate } from './delete-template';
import { getImageUses } from './get-image-uses';
import { launchCampaign } from './launch-campaign';
import { listImages } from './list-images';
import { updateDraft } from './update-draft';

let actor: Actor;
let siteId: string;
let secondSite: string;
let other: Actor;
let otherSite: string;

async function makeWorkspace(): Promise<Actor> {
  const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ('W') RETURNING id`);
  return { kind: 'system', workspaceId: encodeId('workspace', rows[0]?.id ?? 0n) };
}
const makeSite = async (owner: Actor) => {
  const allowedOrigins = ['https://shop.example'];
  return (await createSite(owner, { name: 'Shop', allowedOrigins, vapidSubject: 'mailto:a@shop.example' })).id;
};

beforeAll(async () => {
  [actor, other] = [await makeWorkspace(), await makeWorkspace()];
  [siteId, secondSite, otherSite] = [await makeSite(actor), await makeSite(actor), await makeSite(other)];
});
beforeEach(() => systemDb.image.deleteMany());
afterAll(closeQueues);

/** A row without its making, which app/api/v1/images.test.ts looks at. */
async function addImage(site = siteId): Promise<{ id: string; url: string }> {
  const name = `${randomBytes(16).toString('base64url')}.png`;
  const { id } = await systemDb.image.create({
    data: {
      siteId: decodeId('site', site),
      name,
      mediaType: 'image/png',
      width: 256,
      height: 256,
      byteCount: 1,
      content: randomBytes(1),
    },
  });
  return { id: encodeId('image', id), url: `https://push.example/i/${name}` };
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const idsOf = async (by: Actor, site: string) => (await listImages(by, site, { limit: 50 })).items.map(({ id }) => id);
const input = (name: string, message: object): CampaignInput => ({
  name,
  message: { title: 'Sale', url: 'https://shop.example/', ...message },
  audience: { all: true },
});
const uses = (id: string) => getImageUses(actor, siteId, id);
const NONE = { heldBy: [], draftCount: 0, pastCount: 0 };
/** As if the lifetime of all its messages were over. */
const expire = (campaignId: string) =>
  pool.query(`UPDATE runs SET expires_at = now() - interval '1 second' WHERE campaign_id = $1`, [
    decodeId('campaign', campaignId),
  ]);

describe("a site's pictures", () => {
  it('are listed newest first, a page at a time', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.unshift((await addImage()).id);
    const first = await listImages(actor, siteId, { limit: 3 });
    const second = await listImages(actor, siteId, { limit: 3, cursor: first.nextCursor ?? '' });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made);
  });

  it('are those of no other site, and nobody else sees, asks after or deletes them', async () => {
    const own = await addImage();
    const sister = await addImage(secondSite);
    const foreign = await addImage(otherSite);
    expect(await idsOf(actor, siteId)).toEqual([own.id]);
    expect(await idsOf(actor, secondSite)).toEqual([sister.id]);
    expect(await idsOf(other, otherSite)).toEqual([foreign.id]);
    for (const [by, site, id] of [
      [other, siteId, own.id],
      [other, otherSite, own.id],
      [actor, siteId, foreign.id],
      [actor, siteId, sister.id],
    ] as const) {
      expect(await code(getImageUses(by, site, id))).toBe('not_found');
      expect(await code(deleteImage(by, site, id))).toBe('not_found');
    }
    expect(await code(listImages(other, siteId, { limit: 5 }))).toBe('not_found');
    expect(await systemDb.image.count()).toBe(3);
  });
});

describe('what has a picture', () => {
  it('is nobody at first, nor another site with its address', async () => {
    const image = await addImage();
    await createTemplate(actor, secondSite, { name: 'Copied', message: { icon: image.url } });
    await createTemplate(other, otherSite, { name: 'Copied', message: { icon: image.url } });
    expect(await uses(image.id)).toEqual(NONE);
  });

  it('are drafts, wherever they say it, as long as they say it', async () => {
    const [image, unused] = [await addImage(), await addImage()];
    const draft = await createDraft(actor, siteId, {
      ...input('Translated', {}),
      ttlSeconds: 600,
      translations: { de: { title: 'Sale', image: image.url } },
    });
    const tested = await createDraft(actor, siteId, {
      ...input('Tested', {}),
      ttlSeconds: 600,
      abTest: { variants: [{ weight: 1 }, { weight: 1, message: { title: 'B', image: image.url } }] },
    });
    expect(await uses(image.id)).toEqual({ ...NONE, draftCount: 2 });
    expect(await uses(unused.id)).toEqual(NONE);
    await updateDraft(actor, draft.id, { translations: {} });
    await deleteDraft(actor, tested.id);
    expect(await uses(image.id)).toEqual(NONE);
  });
});

describe('deleting a picture', () => {
  it('takes it from drafts, and is in the audit log', async () => {
    const image = await addImage();
    await createCampaign(actor, siteId, input('Draft', { icon: image.url }));
    expect(await uses(image.id)).toEqual({ ...NONE, draftCount: 1 });
    await deleteImage(actor, siteId, image.id);
    expect(await idsOf(actor, siteId)).toEqual([]);
    expect(await systemDb.auditEntry.count({ where: { action: 'image.delete', target: image.id } })).toBe(1);
    expect(await code(deleteImage(actor, siteId, image.id))).toBe('not_found');
  });

  it('is refused by name while a template has it', async () => {
    const image = await addImage();
    const template = await createTemplate(actor, siteId, {
      name: 'Weekly',
      message: { title: 'News' },
      translations: { de: { icon: image.url } },
    });
    expect((await uses(image.id)).heldBy).toEqual([{ kind: 'template', name: 'Weekly' }]);
    await expect(deleteImage(actor, siteId, image.id)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('The template “Weekly” still needs this image'),
    });
    await deleteTemplate(actor, siteId, template.id);
    await deleteImage(actor, siteId, image.id);
  });

  it('is refused while a campaign is scheduled', async () => {
    const image = await addImage();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await createCampaign(actor, siteId, { ...input('Later', { badge: image.url }), sendAt });
    expect(await uses(image.id)).toEqual({ ...NONE, heldBy: [{ kind: 'campaign', name: 'Later' }] });
    expect(await code(deleteImage(actor, siteId, image.id))).toBe('conflict');
    expect(await idsOf(actor, siteId)).toEqual([image.id]);
    await cancelCampaign(actor, id);
    expect(await uses(image.id)).toEqual({ ...NONE, pastCount: 1 });
    await deleteImage(actor, siteId, image.id);
  });

  it('is refused until the last message of a campaign has expired, whatever it says since', async () => {
    const image = await addImage();
    const { id } = await createCampaign(actor, siteId, input('Now', { image: image.url }));
    await launchCampaign(actor, id);
    expect(await code(deleteImage(actor, siteId, image.id))).toBe('conflict');
    // It has ended, but push services may still have messages of it.
    await cancelCampaign(actor, id);
    expect((await uses(image.id)).heldBy).toEqual([{ kind: 'campaign', name: 'Now' }]);
    await pool.query(`UPDATE variants SET message = '{}' WHERE campaign_id = $1`, [decodeId('campaign', id)]);
    expect(await code(deleteImage(actor, siteId, image.id))).toBe('conflict');
    await expire(id);
    expect(await uses(image.id)).toEqual(NONE);
    await deleteImage(actor, siteId, image.id);
  });
});
