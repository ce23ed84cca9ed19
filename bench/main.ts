// npm run bench: every benchmark, one after the other, each in a process of its own; what each prints takes the place of
// its table in docs/performance.md, and the words around the tables stay. `-- ingest audience` runs only these two;
// `-- --quick` takes small numbers and writes nothing: for looking, not for quoting.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/performance.md');
const isQuick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const large = isQuick ? '50000' : '1000000';

interface Section {
  script: string;
  args: string[];
  env?: Record<string, string>;
}

// The large database is seeded once, by the first that needs it.
const kept = process.env.BELFRY_BENCH_DIR ?? mkdtempSync(join(tmpdir(), 'belfry-bench-'));
const onLarge = { BELFRY_BENCH_DIR: kept };

const SECTIONS: Section[] = [
  { script: 'send-path.ts', args: isQuick ? ['1', '1000'] : ['7', '3000'] },
  { script: 'personal.ts', args: isQuick ? ['3', '1000'] : ['9', '4000'] },
  { script: 'whole-path.ts', args: isQuick ? ['5000', '1'] : ['15000', '3'] },
  { script: 'campaign.ts', args: [large, '1'], env: onLarge },
  { script: 'control.ts', args: [large], env: onLarge },
  { script: 'workers.ts', args: isQuick ? ['20000'] : ['100000'] },
  { script: 'audience.ts', args: [large], env: onLarge },
  { script: 'messages.ts', args: isQuick ? ['50000', '500'] : [large, '10000'], env: onLarge },
  { script: 'ten-runs.ts', args: isQuick ? ['10000'] : ['100000'] },
  { script: 'ingest.ts', args: isQuick ? ['6'] : ['60'] },
  { script: 'pages.ts', args: isQuick ? ['20000', '100000', '5'] : [large, '10000000'], env: onLarge },
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

/** Puts a benchmark's output between its marks. */
function publish({ script, args }: Section, output: string, loadBefore: number): void {
  const page = readFileSync(PAGE, 'utf8');
  const begin = `<!-- ${script} -->`;
  const end = `<!-- end of ${script} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for ${script}`);
  const told = [
    `\`${['npx tsx', `bench/${script}`, ...args].join(' ')}\`, ${new Date().toISOString().slice(0, 10)}`,
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
    `load average before it ${loadBefore.toFixed(1)}.`,
  ].join(', ');
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n${output}\n\n${told}\n${page.slice(to)}`);
}

for (const word of wanted) {
  if (!SECTIONS.some(({ script }) => script === `${word}.ts`)) throw new Error(`there is no benchmark "${word}"`);
}
try {
  for (const section of SECTIONS) {
    if (wanted.length > 0 && !wanted.includes(section.script.replace('.ts', ''))) continue;
    process.stderr.write(`\n${section.script}\n`);
    const before = loadavg()[0] ?? 0;
    const output = await run(section);
    process.stderr.write(`${output}\n`);
    if (!isQuick) publish(section, output, before);
  }
} finally {
  if (kept !== process.env.BELFRY_BENCH_DIR) rmSync(kept, { recursive: true, force: true });
}
