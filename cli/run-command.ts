import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { reasonOf } from '@/lib/platform/reason-of';
import type { Installation } from './installation';

export interface CommandResult {
  /** What --json prints. */
  json: object;
  /** What a person reads. */
  text: string;
  exitCode?: number;
}

/**
 * Runs a command inside the installation (its database started for the command when it does not run), prints the
 * result as text or JSON, and ends the process: 0, or 1 with the reason on standard error.
 * @param before runs before the installation is opened; when it fails, nothing is opened
 */
export async function runCommand(
  { json }: { json?: boolean },
  work: (installation: Installation) => Promise<CommandResult>,
  before?: () => void,
): Promise<void> {
  // Log lines would mix with what the command prints.
  if (!process.env.BELFRY_LOG_LEVEL) log.level = 'silent';
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV || 'production' });
  let installation: Installation | undefined;
  let exitCode = 0;
  try {
    before?.();
    const { openInstallation } = await import('./installation');
    const { readLauncherNote } = await import('./launcher-note');
    installation = await openInstallation();
    const running = readLauncherNote(installation.dataDir);
    if (running) {
      process.env.PORT ||= String(running.port);
      process.env.BELFRY_PUBLIC_URL ||= running.publicUrl;
    }
    const result = await work(installation);
    console.log(json ? JSON.stringify(result.json, null, 2) : result.text);
    exitCode = result.exitCode ?? 0;
  } catch (error) {
    report(error, json === true);
    exitCode = 1;
  } finally {
    const { closeQueues } = await import('@/lib/platform/queue');
    const { closeDb } = await import('@/lib/platform/db');
    await closeQueues().catch(() => undefined);
    await closeDb().catch(() => undefined);
    await installation?.close();
  }
  process.exit(exitCode);
}

function report(error: unknown, json: boolean): void {
  const app = error instanceof AppError ? error : null;
  const detail = app?.detail ?? reasonOf(error);
  if (json) {
    const fields = app && app.fields.length > 0 ? { fields: app.fields } : {};
    console.log(JSON.stringify({ error: { code: app?.code ?? 'internal', detail, ...fields } }, null, 2));
    return;
  }
  console.error(`Failed: ${detail}`);
  for (const field of app?.fields ?? []) console.error(`  ${field.path}: ${field.message}`);
}
