import { format, stripVTControlCharacters } from 'node:util';
import { log } from './log';

const LEVELS = { error: 'error', warn: 'warn', info: 'info', log: 'info', debug: 'debug', trace: 'debug' } as const;

/**
 * From now on what others would print in a form of their own is a line of our log, without secrets as every other: what
 * libraries write to the console, Next's account of a page that failed, Node's warnings, and the error that ends a process.
 * @param onError told of each error that is written to the console, before the call returns
 */
export function logStrays(onError?: (error: Error) => void): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    Object.assign(globalThis.console, {
      [method]: (...parts: unknown[]) => {
        const { fields, text } = readParts(parts);
        log[level](fields, text);
        if (fields.err) onError?.(fields.err);
      },
    });
  }
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, 'Node warns'));
  // Rejections that nobody handles come here too.
  process.on('uncaughtException', (error) => {
    // Where Next runs it has listeners of its own: it says so on the console, and lives on.
    if (process.listenerCount('uncaughtException') > 1) return;
    log.fatal({ err: error }, 'nobody caught this error, so the process ends');
    process.exit(1);
  });
}

/** What was given to a method of the console: errors and objects as fields, where secrets are known by name, the rest as text. */
function readParts(parts: unknown[]): { fields: { err?: Error }; text: string } {
  const err = parts.find((part) => part instanceof Error);
  const details = parts.filter((part) => part !== err && typeof part === 'object' && part !== null);
  const words = parts.filter((part) => part !== err && !details.includes(part));
  const said = stripVTControlCharacters(format(...words)).replace(/^\s*[⨯⚠]/, '');
  const fields = { ...(err && { err }), ...(details.length > 0 && { details }) };
  return { fields, text: said.trim() || (err && 'digest' in err ? 'a page failed' : 'an error was reported') };
}
