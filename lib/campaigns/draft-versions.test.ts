import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor, ApiKeyActor } from '@/lib/contracts/actors';
import type { DraftVersionView } from '@/lib/contracts/draft-versions';
import { pool, systemDb } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { createDraft } from './create-draft';
import { deleteDraft } from './delete-draft';
import { getCampaign } from './get-campaign';
import { getDraftVersion } from './get-draft-version';
import { listDraftVersions, VERSIONS_SQL } from './list-draft-versions';
import { purgeDraftVersions } from './purge-draft-versions';
import { restoreDraft } from './restore-draft';
import { restoreDraftVersion } from './restore-draft-version';
import { MAX_DRAFT_VERSIONS } from './store-draft-version';
import { updateDraft } from './update-draft';

const MESSAGE = { title: 'Sale', body: '', url: 'https://shop.example/' };

let site: Awaited<ReturnType<typeof makeTestSite>>;
let actor: Actor;
let key: ApiKeyActor;
let id: string;

beforeEach(async () => {
  site = await makeTestSite();
  actor = site.actor;
  const workspaceId = decodeId('workspace', actor.workspaceId);
  const { id: keyId } = await systemDb.apiKey.create({
    data: { workspaceId, name: 'Shop', secretHash: new Uint8Array(32), scopes: [] },
  });
  key = {
    kind: 'api_key',
    apiKeyId: encodeId('apiKey', keyId),
    workspaceId: actor.workspaceId,
    siteId: null,
    scopes: ['campaigns.read', 'campaigns.write'],
  };
  ({ id } = await createDraft(actor, site.publicId, { name: 'Sale', message: MESSAGE, audience: { all: true } }));
});

const versions = async (): Promise<DraftVersionView[]> => (await listDraftVersions(actor, id, { limit: 200 })).items;
const summaries = async () => (await versions()).map(({ summary }) => summary);
const title = (text: string) => ({ message: { ...MESSAGE, title: text } });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: AppError) => error.code,
  );

/** As if everything so far had been done so much earlier. */
async function pass(interval: string): Promise<void> {
  await pool.query(
    'UPDATE draft_versions SET started_at = started_at - $2::interval, saved_at = saved_at - $2::interval WHERE campaign_id = $1',
    [decodeId('campaign', id), interval],
  );
}

describe('what a draft said', () => {
  it('is one version for what one author writes without a pause', async () => {
    for (const text of ['S', 'Sa', 'Sal']) await updateDraft(actor, id, title(text));
    expect(await summaries()).toEqual(['First version']);
    await pass('6 minutes');
    await updateDraft(actor, id, { ...title('Sal'), audience: { include: ['seg_0000000000001'] } });
    await updateDraft(actor, id, title('Sale!'));
    expect(await versions()).toMatchObject([
      { summary: 'Title and audience', changed: ['title', 'audience'], title: 'Sale!', isCurrent: true },
      { summary: 'First version', changed: [], title: 'Sal', isCurrent: false },
    ]);
  });

  it('is told apart by author, and by the half hour', async () => {
    await updateDraft(key, id, title('By a program'));
    await updateDraft(actor, id, title('By a person'));
    const views = await versions();
    expect(views.map(({ actorName }) => actorName)).toEqual(['System', 'Shop', 'System']);
    expect(views[1]).toMatchObject({ actorKind: 'api_key', summary: 'Title' });
    // Still at it after half an hour: the last save is a minute ago, the first is not.
    await pass('1 minute');
    await pool.query("UPDATE draft_versions SET started_at = started_at - interval '30 minutes'");
    await updateDraft(actor, id, title('By the same person'));
    expect(await versions()).toHaveLength(4);
  });

  it('is no version when nothing has changed, whatever an editor leaves out', async () => {
    await pass('1 hour');
    await updateDraft(actor, id, { message: { ...MESSAGE, silent: false, actions: [] }, translations: {} });
    await updateDraft(actor, id, { name: 'Sale' });
    expect(await versions()).toHaveLength(1);
    await updateDraft(actor, id, title('Other'));
    await updateDraft(actor, id, title('Sale'));
    expect(await summaries()).toEqual(['Back to what it said before', 'First version']);
  });

  it('is kept of drafts that are older than versions', async () => {
    await systemDb.draftVersion.deleteMany();
    await updateDraft(key, id, title('New'));
    expect((await versions()).map((view) => [view.summary, view.title])).toEqual([
      ['Title', 'New'],
      ['First version', 'Sale'],
    ]);
  });

  it('is kept fifty times at most: how it began, and the newest', async () => {
    for (let n = 0; n < MAX_DRAFT_VERSIONS + 5; n++) {
      await updateDraft(n % 2 ? actor : key, id, n === 0 ? { name: 'Renamed' } : title(`Title ${n}`));
    }
    const views = await versions();
    expect(views).toHaveLength(MAX_DRAFT_VERSIONS);
    expect(views[0]?.title).toBe(`Title ${MAX_DRAFT_VERSIONS + 4}`);
    expect(views.at(-1)).toMatchObject({ summary: 'First version', title: 'Sale' });
    // What went is in the one after it.
    expect(views.at(-2)?.changed).toEqual(['name', 'title']);
  });

  it('comes in pages', async () => {
    for (let n = 0; n < 4; n++) await updateDraft(n % 2 ? actor : key, id, title(`Title ${n}`));
    const titles: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const { items, nextCursor } = await listDraftVersions(actor, id, { limit: 2, cursor });
      titles.push(...items.map((item) => item.title));
      if (!nextCursor) break;
      cursor = nextCursor;
    }
    expect(titles).toEqual(['Title 3', 'Title 2', 'Title 1', 'Title 0', 'Sale']);
  });

  it('is one version of two saves at the same moment, never two newest', async () => {
    await Promise.all([updateDraft(actor, id, title('One')), updateDraft(key, id, title('Other'))]);
    const views = await versions();
    expect(views.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(views[0]?.title).toBe((await getCampaign(actor, id)).message.title);
  });
});

describe('restoring a version', () => {
  it('brings back all of it, as a version that can be undone', async () => {
    const abTest = {
      variants: [{ weight: 1 }, { weight: 2, message: { title: 'B' }, translations: { de: { title: 'B de' } } }],
    };
    const sendAt = '2031-01-01T09:00:00.000Z';
    await updateDraft(actor, id, { translations: { de: { title: 'Ausverkauf' } }, abTest, sendAt, urgency: 'high' });
    const full = await getCampaign(actor, id);
    await pass('1 hour');
    await updateDraft(actor, id, { ...title('Worse'), translations: {}, abTest: null, sendAt: null, urgency: 'low' });
    const [worse, good] = await versions();
    if (!worse || !good) throw new Error('there are two');
    expect(worse.changed).toEqual(['title', 'languages', 'variants', 'time', 'delivery']);

    const restored = await restoreDraftVersion(actor, id, good.id);
    expect(restored).toEqual({ ...full, updatedAt: restored.updatedAt });
    expect(await versions()).toMatchObject([
      { summary: 'Restored an earlier version', restoredFromId: good.id, isCurrent: true },
      { id: worse.id },
      { id: good.id },
    ]);
    const [entry] = await systemDb.auditEntry.findMany({ where: { action: 'campaign.restore' } });
    expect(entry).toMatchObject({ target: id, detail: { version: good.id } });

    // Undone; and what is written next leaves what was brought back as it was.
    await restoreDraftVersion(actor, id, worse.id);
    expect((await getCampaign(actor, id)).message.title).toBe('Worse');
    await updateDraft(actor, id, title('Next'));
    expect((await versions()).map((view) => view.title)).toEqual(['Next', 'Worse', 'Sale', 'Worse', 'Sale']);
  });

  it('leaves alone what was changed since, and what is no draft any more', async () => {
    const seen = await updateDraft(key, id, title('Seen'));
    const [, first] = await versions();
    if (!first) throw new Error('there are two');
    await updateDraft(actor, id, title('Newer'));
    expect(await codeOf(restoreDraftVersion(actor, id, first.id, seen.updatedAt))).toBe('precondition_failed');
    await systemDb.campaign.update({ where: { id: decodeId('campaign', id) }, data: { status: 'scheduled' } });
    expect(await codeOf(restoreDraftVersion(actor, id, first.id))).toBe('campaign_not_editable');
    expect(await versions()).toHaveLength(3);
  });

  it("finds no other campaign's version, and no other tenant's", async () => {
    const [own] = await versions();
    const other = await createDraft(actor, site.publicId, { name: 'Other', message: {}, audience: { all: true } });
    const stranger = await makeTestSite();
    const versionId = own?.id ?? '';
    expect(await codeOf(getDraftVersion(actor, other.id, versionId))).toBe('not_found');
    expect(await codeOf(restoreDraftVersion(actor, other.id, versionId))).toBe('not_found');
    expect(await codeOf(getDraftVersion(stranger.actor, id, versionId))).toBe('not_found');
    expect(await codeOf(listDraftVersions(stranger.actor, id, { limit: 10 }))).toBe('not_found');
    expect(await codeOf(restoreDraftVersion({ ...key, scopes: ['campaigns.read'] }, id, versionId))).toBe('forbidden');
    expect((await getDraftVersion(actor, id, versionId)).content).toMatchObject({ name: 'Sale', message: MESSAGE });
  });
});

describe('the end of versions', () => {
  const countLeft = () => systemDb.draftVersion.count({ where: { campaignId: decodeId('campaign', id) } });

  it('comes a month after the draft was deleted, and not when it was brought back', async () => {
    const deletedBefore = (interval: string) =>
      pool.query('UPDATE campaigns SET archived_at = now() - $2::interval WHERE id = $1', [
        decodeId('campaign', id),
        interval,
      ]);
    await deleteDraft(actor, id);
    await deletedBefore('29 days');
    await purgeDraftVersions();
    expect(await countLeft()).toBe(1);
    await deletedBefore('31 days');
    await restoreDraft(actor, id);
    await purgeDraftVersions();
    expect(await countLeft()).toBe(1);
    await deleteDraft(actor, id);
    await deletedBefore('31 days');
    await purgeDraftVersions();
    expect(await countLeft()).toBe(0);
  });

  it('comes a month after nobody can edit it any more', async () => {
    const move = (status: string, interval: string) =>
      pool.query(
        'UPDATE campaigns SET status = $2::"CampaignStatus", updated_at = now() - $3::interval WHERE id = $1',
        [decodeId('campaign', id), status, interval],
      );
    for (const [status, interval] of [
      ['draft', '400 days'],
      ['scheduled', '400 days'],
      ['done', '29 days'],
    ] as const) {
      await move(status, interval);
      await purgeDraftVersions();
      expect(await countLeft()).toBe(1);
    }
    await move('done', '31 days');
    await purgeDraftVersions();
    expect(await countLeft()).toBe(0);
  });
});

it('has an index for the list', async () => {
  const plan = await explainByIndex(VERSIONS_SQL, [site.id, decodeId('campaign', id), null, 51, null]);
  expect(plan).toMatch(/Index.*draft_versions_campaign_id_id_idx/);
  expect(plan).not.toMatch(/Seq Scan/);
});
