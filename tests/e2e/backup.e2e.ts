import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, onTestFailed } from 'vitest';
import type { CampaignStats } from '@/lib/contracts/campaigns';
import { eventually, until } from '../push-service/wait-for';
import { launchOperator, signIn } from './dashboard';
import { type PushProcess, startPushProcess } from './push-process';
import { type Belfry, type Setup, startBelfry } from './start-belfry';

// What an operator has to believe in: a backup taken while a campaign goes out comes back whole, and nobody gets anything
// twice behind a person's back; a killed Postgres costs nothing.

const SIZE = 2_000;
const DONE = { timeoutMs: 240_000, what: 'the end of the campaign' };

interface CampaignAnswer {
  id: string;
  status: string;
  stats: CampaignStats;
}

let folder: string;
let push: PushProcess;
let setup: Setup;
let belfry: Belfry;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-backup-'));
  push = await startPushProcess();
  belfry = await startBelfry({ env: { BELFRY_PUSH_HOSTS: push.host } });
  setup = await belfry.setup('https://shop.example');
  const people = await push.createSubscribers(SIZE, setup.vapidPublicKey);
  for (let at = 0; at < SIZE; at += 1_000) {
    const subscribers = people.slice(at, at + 1_000).map(({ endpoint, keys }) => ({ endpoint, keys }));
    await call('POST', `/sites/${setup.siteId}/subscribers/batch`, { subscribers });
  }
});
afterEach(() => push.clear());
afterAll(async () => {
  await belfry?.close();
  await push?.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = <T>(method: string, path: string, body?: unknown) =>
  belfry.api(setup.apiKey)<T>(method, `/api/v1${path}`, body);

async function launch(name: string, throttlePerMinute: number | null = null): Promise<string> {
  const message = { title: name, body: 'Fresh from the oven', url: 'https://shop.example/' };
  const audience = { all: true };
  const fields = { name, message, audience, throttlePerMinute };
  const { id } = await call<CampaignAnswer>('POST', `/sites/${setup.siteId}/campaigns`, fields);
  await call('POST', `/campaigns/${id}/launch`);
  return id;
}

const finish = (id: string) =>
  eventually(async () => {
    const { status, stats } = await call<CampaignAnswer>('GET', `/campaigns/${id}`);
    return status === 'done' && stats;
  }, DONE);

/** So slow that whatever is done happens in the middle, however busy the machine is. */
const SLOWLY = 1_500;
const begun = () =>
  eventually(async () => (await push.counts()).takenCount > 0, { what: 'the beginning', timeoutMs: 60_000 });
const quickly = (id: string) => call('PUT', `/campaigns/${id}/throttle`, { throttlePerMinute: null });

it('goes on after kill -9 of the embedded Postgres: every row ends, and the launcher says what happened', async () => {
  onTestFailed(() => console.error(belfry.log()));
  const id = await launch('Postgres is killed', SLOWLY);
  await begun();
  belfry.killPostgres();
  await eventually(() => belfry.log().includes('The embedded Postgres is up again'), {
    what: 'Postgres',
    timeoutMs: 60_000,
  });
  const isDone = () =>
    quickly(id).then(
      () => true,
      () => false,
    );
  await until('web and worker have the database again', isDone);
  expect(await finish(id)).toMatchObject({ audience: SIZE, accepted: SIZE });
  expect((await push.counts()).endpointCount).toBe(SIZE);
});

it('a backup taken while a campaign goes out is restored: counts, sign-in, keys; what was going out waits for a person', async () => {
  const target = join(folder, 'first');
  const id = await launch('Going out', SLOWLY);
  await begun();
  expect(await belfry.cli('backup', target)).toMatchObject({ folder: target, keysOutside: [] });
  expect(statSync(target).mode & 0o777).toBe(0o700);
  await quickly(id);
  await finish(id);
  await expect(belfry.cli('restore', target)).rejects.toThrow(/is not empty.*that runs.*Nothing was changed/);
  await expect(belfry.cli('backup', target)).rejects.toThrow(/is not empty/);
  await expect(belfry.cli('backup', join(belfry.dataDir, 'inside'))).rejects.toThrow(/inside/);
  expect((await call<CampaignAnswer>('GET', `/campaigns/${id}`)).status).toBe('done');
  await belfry.close(); // With everything that it had.
  await push.clear();

  belfry = await startBelfry({ env: { BELFRY_PUSH_HOSTS: push.host }, backup: target });
  onTestFailed(() => console.error(belfry.log()));
  expect(belfry.log()).toMatch(/"name":"Going out","status":"paused"/);
  const operator = await launchOperator();
  await signIn(await operator.newPage(), belfry).finally(() => operator.close());
  const again = await belfry.setup('https://shop.example');
  expect(again).toMatchObject({ siteId: setup.siteId, vapidPublicKey: setup.vapidPublicKey, apiKey: null });
  const [rows] = await belfry.sql(`SELECT (SELECT count(*)::int FROM subscribers) AS people,
    (SELECT count(*)::int FROM campaigns) AS campaigns, (SELECT count(DISTINCT subscriber_id)::int FROM deliveries) AS reached`);
  expect(rows).toEqual({ people: SIZE, campaigns: 2, reached: SIZE });

  const paused = await call<CampaignAnswer>('GET', `/campaigns/${id}`);
  expect(paused.status).toBe('paused');
  expect((await push.counts()).takenCount).toBe(0);
  await call('POST', `/campaigns/${id}/resume`);
  await quickly(id);
  expect(await finish(id)).toMatchObject({ audience: SIZE, accepted: SIZE });
  // The push service checks that each message is signed with the key that its subscriber signed up with.
  await finish(await launch('With the keys that came back'));
  expect(await push.counts()).toMatchObject({ endpointCount: SIZE, problems: [] });
});

it('refuses what is no finished backup, and keys that are not its own', async () => {
  const unfinished = join(folder, 'unfinished');
  mkdirSync(unfinished);
  await expect(startBelfry({ backup: unfinished })).rejects.toThrow(/no finished backup/);
  writeFileSync(join(unfinished, 'backup.json'), '{"format":2}');
  await expect(startBelfry({ backup: unfinished })).rejects.toThrow(/cannot be read by this version/);
  const backup = join(folder, 'first');
  const env = { BELFRY_MASTER_KEY: 'A'.repeat(43) };
  await expect(startBelfry({ backup, env })).rejects.toThrow(/BELFRY_MASTER_KEY is not the key.*or none/);
});

it('a backup without the keys needs them from outside', async () => {
  const backup = join(folder, 'without-keys');
  const taken = await belfry.cli('backup', backup, '--without-keys');
  expect(taken).toMatchObject({ keysOutside: ['BELFRY_MASTER_KEY', 'BELFRY_SECRET'] });
  expect(readdirSync(backup).filter((name) => name.endsWith('.key'))).toEqual([]);
  await expect(startBelfry({ backup })).rejects.toThrow(/BELFRY_MASTER_KEY is not in the backup/);
  const key = (file: string) => readFileSync(join(belfry.dataDir, file), 'utf8').trim();
  const env = { BELFRY_MASTER_KEY: key('master.key'), BELFRY_SECRET: key('secret.key') };
  const restored = await startBelfry({ backup, env });
  try {
    const checks = (await restored.cli<{ checks: { name: string; status: string }[] }>('doctor')).checks;
    expect(checks).toContainEqual(expect.objectContaining({ name: 'keys', status: 'ok' }));
  } finally {
    await restored.close();
  }
});
