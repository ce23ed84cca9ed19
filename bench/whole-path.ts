// From queue to recorded result: this project's whole path against the usual design (a queue job per recipient,
// npm web-push, single inserts; on Redis, as usual), by turns in one run.
// Run: npx tsx bench/whole-path.ts [messages a round, default 10000] [rounds, default 3]
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startRedis } from '@/tests/support/redis';
import { startBenchDatabase } from './support/bench-database';
import { bundle } from './support/bundle';
import { readPostgresCpu, readProcess, startProcess, startWorkerProcess, stopProcess } from './support/processes';
import { startSink } from './support/start-sink';

export interface WholePathRow {
  design: string;
  messagesPerSecond: number;
  nodeMicros: number;
  postgresMicros: number;
  redisMicros: number;
  /** CPU of the usual design by this one's, of all three, each round against the round beside it; median. */
  timesUsual: number;
  loadAverage: number;
}

interface Round {
  seconds: number;
  node: number;
  postgres: number;
  redis: number;
}

const OURS = [
  { design: 'Belfry, queue on Postgres, C', env: { BELFRY_NATIVE: 'auto' }, onRedis: false },
  { design: 'Belfry, queue on Postgres, JavaScript', env: { BELFRY_NATIVE: 'off' }, onRedis: false },
  { design: 'Belfry, queue on Redis, C', env: { BELFRY_NATIVE: 'auto' }, onRedis: true },
];

export async function benchWholePath(messageCount = 10_000, rounds = 3): Promise<WholePathRow[]> {
  const database = await startBenchDatabase();
  const redis = await startRedis();
  const sink = await startSink(database.folder);
  Object.assign(process.env, sink.env);
  const { makeBenchSite } = await import('./support/bench-site');
  const { createCampaign } = await import('@/lib/campaigns/create-campaign');
  const { closeDb, pool } = await import('@/lib/platform/db');
  const { decodeId } = await import('@/lib/platform/ids');
  const { actor, siteId } = await makeBenchSite(sink.origin, messageCount);
  const files = { usual: await bundle('bench/support/usual-sender.ts'), worker: await bundle('workers/main.ts') };
  const launcher = await bundle('bench/support/launch-process.ts');

  const read = (pid: number): Round => ({
    seconds: 0,
    node: readProcess(pid).cpuMicros,
    postgres: readPostgresCpu(database.server.pid),
    redis: readProcess(redis.process.pid ?? 0).cpuMicros,
  });
  const less = (after: Round, before: Round, seconds: number): Round => ({
    seconds,
    node: (after.node - before.node) / messageCount,
    postgres: (after.postgres - before.postgres) / messageCount,
    redis: (after.redis - before.redis) / messageCount,
  });

  /** Both designs get a campaign first that is not measured: what is started compiles what it loads. */
  const usual = async (runId: string): Promise<Round> => {
    const child = startProcess(files.usual, {
      ...database.env,
      ...sink.env,
      REDIS_URL: redis.url,
      SITE_ID: String(decodeId('site', siteId)),
    });
    await once(child, 'message');
    child.send({ runId: `${runId}1` });
    await once(child, 'message');
    const before = read(child.pid ?? 0);
    child.send({ runId: `${runId}2` });
    const [{ seconds }] = (await once(child, 'message')) as [{ seconds: number }];
    const found = less(read(child.pid ?? 0), before, seconds);
    await stopProcess(child);
    return found;
  };

  const ours = async ({ env, onRedis }: (typeof OURS)[number]): Promise<Round> => {
    const processEnv = { ...database.env, ...sink.env, ...env, ...(onRedis && { REDIS_URL: redis.url }) };
    const worker = startWorkerProcess(files.worker, processEnv);
    const web = startProcess(launcher, processEnv);
    await once(web, 'message');
    const once1 = async (): Promise<number> => {
      const { id } = await createCampaign(actor, siteId, {
        name: 'Everybody',
        message: {
          title: 'Sidama is in',
          body: 'Forty bags, roasted on Tuesday. Gone by Friday.',
          url: 'https://larkspur.example/sidama',
        },
        audience: { all: true },
        ttlSeconds: 86_400,
      });
      const startedAt = performance.now();
      web.send({ actor, campaignId: id });
      for (;;) {
        await sleep(20);
        const { rows } = await pool.query<{ status: string }>('SELECT status::text FROM runs WHERE campaign_id = $1', [
          decodeId('campaign', id),
        ]);
        if (rows[0]?.status === 'done') return (performance.now() - startedAt) / 1_000;
      }
    };
    await once1();
    const before = read(worker.pid ?? 0);
    const seconds = await once1();
    const found = less(read(worker.pid ?? 0), before, seconds);
    await Promise.all([stopProcess(worker), stopProcess(web)]);
    return found;
  };

  try {
    const results = new Map<string, Round[]>();
    const add = (design: string, round: Round) => results.set(design, [...(results.get(design) ?? []), round]);
    for (let round = 1; round <= rounds; round++) {
      add('a job per recipient, web-push, single inserts', await usual(String(round)));
      for (const each of OURS) add(each.design, await ours(each));
    }
    const base = [...results.values()][0] ?? [];
    const all = ({ node, postgres, redis: queue }: Round) => node + postgres + queue;
    return [...results].map(([design, own]) => ({
      design,
      messagesPerSecond: messageCount / median(own.map(({ seconds }) => seconds)),
      nodeMicros: median(own.map(({ node }) => node)),
      postgresMicros: median(own.map(({ postgres }) => postgres)),
      redisMicros: median(own.map(({ redis: queue }) => queue)),
      timesUsual: median(own.map((each, index) => all(base[index] ?? each) / all(each))),
      loadAverage: loadavg()[0] ?? 0,
    }));
  } finally {
    for (const file of [...Object.values(files), launcher]) rmSync(join(file, '..'), { recursive: true, force: true });
    sink.close();
    await closeDb();
    await redis.stop();
    await database.close();
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [messageCount, rounds] = process.argv.slice(2).map(Number);
  console.log(
    '| design | msgs/s | CPU µs a message: Node | Postgres | Redis | × the usual |\n|---|---|---|---|---|---|',
  );
  for (const row of await benchWholePath(messageCount, rounds)) {
    const micros = [row.nodeMicros, row.postgresMicros, row.redisMicros].map((value) => value.toFixed(1)).join(' | ');
    console.log(`| ${row.design} | ${row.messagesPerSecond.toFixed(0)} | ${micros} | ${row.timesUsual.toFixed(2)} |`);
  }
  console.log(`\nLoad average at the end: ${(loadavg()[0] ?? 0).toFixed(1)}`);
}
