import { reasonOf } from '@/lib/platform/reason-of';

export interface Finding {
  status: 'ok' | 'warning' | 'failed';
  /** What was found, one line. */
  detail: string;
  /** What to do about it; absent when nothing is wrong. */
  remedy?: string;
}

export interface Check {
  name: string;
  run: () => Promise<Finding>;
}

const TIMEOUT_MS = 10_000;

/** Runs one check; one that throws or takes too long has failed. */
export async function runCheck({ name, run }: Check): Promise<Finding & { name: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const finding: Finding = { status: 'failed', detail: `no result within ${TIMEOUT_MS / 1000} s` };
    timer = setTimeout(() => resolve(finding), TIMEOUT_MS);
  });
  const found = run().catch((error: unknown): Finding => {
    return { status: 'failed', detail: reasonOf(error) };
  });
  const finding = await Promise.race([found, late]);
  clearTimeout(timer);
  return { name, ...finding };
}
