// What the second net behind "every query names its tenant" costs: our Prisma extension against row-level security,
// which needs the tenant set inside a transaction around each query. Run: npx tsx bench/tenant-guard.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@/lib/generated/prisma/client';
import { migrate } from '@/lib/platform/migrate';
import { findFreePort, startPostgres } from '@/lib/platform/postgres-server';
import { guardTenant } from '@/lib/platform/tenant-guard';

const QUERIES = 1_000;
const ROUNDS = 7;

const folder = mkdtempSync(join(tmpdir(), 'belfry-bench-'));
await chmod(folder, 0o711);
const server = await startPostgres({
  dataDir: join(folder, 'postgres'),
  port: await findFreePort(),
  password: 'bench',
  logFile: join(folder, 'postgres.log'),
});
const connectionString = server.url('postgres');
await migrate(connectionString);
const plain = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 2 }) });
const guarded = guardTenant(plain);

const workspace = await plain.workspace.create({ data: { name: 'bench' } });
for (let i = 0; i < 50; i++) {
  await plain.apiKey.create({
    data: { workspaceId: workspace.id, name: `key ${i}`, secretHash: Buffer.alloc(32), scopes: [] },
  });
}
const where = { workspaceId: workspace.id };

const contenders: Record<string, () => Promise<unknown>> = {
  'plain Prisma': () => plain.apiKey.findMany({ where, take: 20 }),
  'tenant-guard extension': () => guarded.apiKey.findMany({ where, take: 20 }),
  'row-level security': () =>
    plain.$transaction([
      plain.$executeRaw`SELECT set_config('belfry.workspace', ${String(workspace.id)}, true)`,
      plain.apiKey.findMany({ where, take: 20 }),
    ]),
};

const times = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, query] of Object.entries(contenders)) {
    const from = process.hrtime.bigint();
    for (let i = 0; i < QUERIES; i++) await query();
    const micros = Number(process.hrtime.bigint() - from) / 1_000 / QUERIES;
    times.set(name, [...(times.get(name) ?? []), micros]);
  }
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const base = median(times.get('plain Prisma') ?? []);
console.log('| net | µs a query (median) | × plain |\n|---|---|---|');
for (const [name, values] of times) {
  console.log(`| ${name} | ${median(values).toFixed(0)} | ${(median(values) / base).toFixed(2)} |`);
}
await plain.$disconnect();
await server.stop();
rmSync(folder, { recursive: true, force: true });
