// npm run bench: every benchmark, one after the other, each in a process of its own; what they print becomes
// docs/performance.md. `-- --quick` takes small numbers and writes nothing: for looking, not for quoting.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = resolve(import.meta.dirname, '..');
const isQuick = process.argv.includes('--quick');
const large = isQuick ? '50000' : '1000000';

interface Section {
  title: string;
  about: string;
  script: string;
  args: string[];
  env?: Record<string, string>;
}

// The large database is seeded once, by the first that needs it.
const kept = process.env.BELFRY_BENCH_DIR ?? mkdtempSync(join(tmpdir(), 'belfry-bench-'));
const onLarge = { BELFRY_BENCH_DIR: kept };

const SECTIONS: Section[] = [
  {
    title: 'Encrypting and posting one message',
    about:
      'Our encryption and transport against npm `web-push`, to a TLS 1.3 push service in a process of its own, by turns. CPU is that of the sending process.',
    script: 'send-path.ts',
    args: isQuick ? ['1', '1000'] : ['7', '3000'],
  },
  {
    title: 'Personal texts',
    about:
      'Tokens, texts, JSON and encryption of one message, without the network: the same words for all, with fields of the subscriber, and with conditions and filters. By turns; the ratio is of neighbouring rounds.',
    script: 'personal.ts',
    args: isQuick ? ['3', '1000'] : ['9', '4000'],
  },
  {
    title: 'The whole path',
    about:
      'From the queue to the recorded result, against the usual design: a queue job per recipient on Redis, npm `web-push`, a row inserted for each. CPU of Node, Postgres and Redis together decides the last column.',
    script: 'whole-path.ts',
    args: isQuick ? ['5000', '1'] : ['30000', '3'],
  },
  {
    title: 'One campaign to a million',
    about:
      'One worker, one Postgres and the push service on the same machine; from the call that launches to the last row settled.',
    script: 'campaign.ts',
    args: [large, '1'],
    env: onLarge,
  },
  {
    title: 'Two workers, a push service that takes 50 ms',
    about: 'The same with one and with two workers, where waiting and not computing is the limit.',
    script: 'workers.ts',
    args: isQuick ? ['20000'] : ['100000'],
  },
  {
    title: 'Audience counts',
    about: 'Over the same subscribers; nine rounds each, after one that warms up.',
    script: 'audience.ts',
    args: [large],
    env: onLarge,
  },
  {
    title: 'Transactional messages',
    about:
      'Each a request of the API and one recipient, from the request to the POST at the push service, on the same two cores as the campaign, Postgres, the push service and the generator of the load.',
    script: 'messages.ts',
    args: isQuick ? ['50000', '500'] : [large, '10000'],
    env: onLarge,
  },
  {
    title: 'Ten campaigns later',
    about:
      'Plan, claim and settle without posting, ten times to the same subscribers: CPU of Postgres for each message, and what is left in the table.',
    script: 'ten-runs.ts',
    args: isQuick ? ['10000'] : ['100000'],
  },
  {
    title: 'What visitors’ browsers report',
    about: 'Receipts, clicks and subscriptions over HTTP, each answered once it is committed.',
    script: 'ingest.ts',
    args: isQuick ? ['6'] : ['60'],
  },
];

async function run({ script, args, env }: Section): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', join('bench', script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [output, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((done) => child.once('exit', done)),
  ]);
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return output.trim();
}

const parts: string[] = [];
try {
  for (const section of SECTIONS) {
    process.stderr.write(`\n${section.title}\n`);
    const before = loadavg()[0] ?? 0;
    const output = await run(section);
    process.stderr.write(`${output}\n`);
    const command = ['npx tsx', `bench/${section.script}`, ...section.args].join(' ');
    parts.push(
      `## ${section.title}\n\n${section.about}\n\n${output}\n\n\`${command}\`, load average before it ${before.toFixed(1)}.`,
    );
  }
} finally {
  if (kept !== process.env.BELFRY_BENCH_DIR) rmSync(kept, { recursive: true, force: true });
}

if (!isQuick) {
  const memory = `${Math.round(totalmem() / 1_073_741_824)} GB`;
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${memory}, Node ${process.versions.node}`;
  const head = [
    '# Performance',
    '',
    '`npm run bench` measured all of this and wrote this page. Figures are of one machine and',
    'one run. Ratios within a table were measured by turns and hold better than absolute numbers, CPU time a message holds',
    'better than messages a second.',
    '',
    `Machine: ${machine}. Date: ${new Date().toISOString().slice(0, 10)}.`,
  ].join('\n');
  writeFileSync(join(ROOT, 'docs/performance.md'), `${head}\n\n${parts.join('\n\n')}\n`);
}
