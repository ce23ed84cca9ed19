import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second (USER_HZ, fixed in the kernel's interface). */
const MICROS_A_TICK = 10_000;

export interface ProcessFigures {
  /** User and system time, µs. */
  cpuMicros: number;
  /** Resident now, and at its highest, bytes. */
  rssBytes: number;
  peakRssBytes: number;
}

/** What /proc says of a process. All zero once it is gone. */
export function readProcess(pid: number): ProcessFigures {
  try {
    // The name in brackets may hold spaces: fields are counted from after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1_024;
    const cpuMicros = (Number(fields[11]) + Number(fields[12])) * MICROS_A_TICK;
    return { cpuMicros, rssBytes: kib('VmRSS'), peakRssBytes: kib('VmHWM') };
  } catch {
    return { cpuMicros: 0, rssBytes: 0, peakRssBytes: 0 };
  }
}

/** CPU time of a Postgres server, µs: its processes that live, and those of connections that ended. */
export function readPostgresCpu(postmasterPid: number): number {
  const ended = readFileSync(`/proc/${postmasterPid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  let cpu = (Number(ended[13]) + Number(ended[14])) * MICROS_A_TICK + readProcess(postmasterPid).cpuMicros;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (Number(fields[1]) === postmasterPid) cpu += readProcess(Number(name)).cpuMicros;
    } catch {
      // It ended while we looked; its time is with its parent at the next look.
    }
  }
  return cpu;
}

/** Starts a Node process; its errors are ours to see. */
export function startProcess(
  file: string,
  env: Record<string, string>,
  { args = [], nodeArgs = [] }: { args?: string[]; nodeArgs?: string[] } = {},
): ChildProcess {
  const child = spawn(process.execPath, [...nodeArgs, file, ...args], {
    // What they say must not stand in a benchmark's table.
    stdio: ['ignore', 2, 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

/** A worker as cli/start.ts and deploy/ start it. @param file of workers/main.ts, bundled */
export function startWorkerProcess(file: string, env: Record<string, string>): ChildProcess {
  return startProcess(file, env, { nodeArgs: ['--max-old-space-size=192'] });
}

/** Ends it as an orchestrator would, and waits for that. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
