import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { ROOT } from '../../e2e/ensure-build';
import { IS_FULL } from './form';

/** What one test saw; a row of the table. */
export interface Seen {
  /** Number in docs/reliability.md. */
  fault: number;
  what: string;
  /** Processes killed, stopped or ended. */
  killCount?: number;
  /** Messages that the push service took. */
  takenCount: number;
  /** Of those, taken once more by the same subscriber. */
  repeatCount: number;
  /** How many may be at most: rows that were being sent when a process was killed. */
  inDoubtCount: number;
  /** Further facts, in words. */
  note?: string;
}

interface Line extends Seen {
  passed: boolean;
  seconds: number;
}

/**
 * Begins a row of the table; what the test has put into it by its end is what is told. `inDoubtCount` above
 * `repeatCount` is right, the other way around is a broken promise.
 */
export function beginRow(fault: number, what: string): Seen {
  const seen: Seen = { fault, what, takenCount: 0, repeatCount: 0, inDoubtCount: 0 };
  const startedAt = Date.now();
  onTestFinished(({ task }) => {
    const line: Line = { ...seen, passed: task.result?.state === 'pass', seconds: (Date.now() - startedAt) / 1_000 };
    appendFileSync(inject('faultReport'), `${JSON.stringify(line)}\n`);
  });
  return seen;
}

/** Adds what a run came to. */
export function countIn(seen: Seen, { takenCount, repeatCount }: Pick<Seen, 'takenCount' | 'repeatCount'>): void {
  seen.takenCount += takenCount;
  seen.repeatCount += repeatCount;
}

const BEGIN = '<!-- table: npm run test:faults:full -->';
const END = '<!-- end of table -->';

/** Prints the table; the full form writes it into docs/reliability.md too. */
export function publishReport(file: string, run: { seed: number; seconds: number }): void {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Line)
    .sort((a, b) => a.fault - b.fault || a.what.localeCompare(b.what));
  const table = render(lines, run);
  process.stdout.write(`\n${table}\n\n`);
  const page = join(ROOT, 'docs/reliability.md');
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
  // A part of the suite (one file, one test) is no result of the whole.
  const isWhole = new Set(lines.map((line) => line.fault)).size === 18;
  if (!IS_FULL || !isWhole || !text.includes(BEGIN)) return;
  const after = text.slice(text.indexOf(END));
  writeFileSync(page, `${text.slice(0, text.indexOf(BEGIN))}${BEGIN}\n${table}\n${after}`);
}

function render(lines: Line[], { seed, seconds }: { seed: number; seconds: number }): string {
  const sum = (pick: (line: Line) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const rows = lines.map((line) => [
    String(line.fault),
    line.what,
    String(line.killCount ?? ''),
    String(line.takenCount),
    String(line.repeatCount),
    String(line.inDoubtCount),
    `${line.seconds.toFixed(0)} s`,
    line.passed ? 'held' : 'BROKEN',
    line.note ?? '',
  ]);
  const head = ['fault', 'what was done', 'kills', 'messages', 'repeats', 'in doubt', 'took', 'promises', 'seen'];
  const toLine = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const killed = sum((line) => line.killCount ?? 0);
  return [
    toLine(head),
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map(toLine),
    '',
    `${lines.length} runs, ${killed} kills, ${sum((line) => line.takenCount)} messages, ` +
      `${sum((line) => line.repeatCount)} repeats of at most ${sum((line) => line.inDoubtCount)}, ` +
      `${lines.filter((line) => !line.passed).length} broken. Seed ${seed}, ${(seconds / 60).toFixed(1)} minutes.`,
  ].join('\n');
}
