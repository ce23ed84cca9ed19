import type { FieldErrors, Resolver } from 'react-hook-form';
import type { ComposerProblem, ComposerValues } from './composer-values';

/** Inputs whose name is not the problem's path. */
const INPUT_OF: Record<string, string> = { ttl: 'ttlAmount', audience: 'include', sendAt: 'sendAtLocal' };

/** Problems as the form's errors, at the inputs they belong to. */
export function resolverFor(find: (values: ComposerValues) => Promise<ComposerProblem[]>): Resolver<ComposerValues> {
  return async (values) => {
    // The server checks too: a form that cannot check goes on.
    const problems = await find(values).catch(() => []);
    if (problems.length === 0) return { values, errors: {} };
    const errors: Record<string, unknown> = {};
    for (const { path, message } of problems)
      setAt(errors, (INPUT_OF[path] ?? path).split('.'), { type: 'rule', message });
    return { values: {}, errors: errors as FieldErrors<ComposerValues> };
  };
}

function setAt(target: Record<string, unknown>, path: string[], value: unknown): void {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    target[head] ??= value;
    return;
  }
  const inner = (target[head] ?? {}) as Record<string, unknown>;
  target[head] = inner;
  setAt(inner, rest, value);
}

/** How long a part of the page that is on its way is waited for. */
const ARRIVAL_MS = 5_000;
let stopWaiting = () => {};

/** Brings the input of a problem into view and into focus, and opens the card it is in, at once or when it is there. */
export function focusField(path: string): void {
  stopWaiting();
  if (focusNow(path)) return;
  const arrivals = new MutationObserver(() => {
    if (focusNow(path)) stopWaiting();
  });
  const timer = setTimeout(() => stopWaiting(), ARRIVAL_MS);
  stopWaiting = () => {
    arrivals.disconnect();
    clearTimeout(timer);
    for (const sign of ['pointerdown', 'keydown']) removeEventListener(sign, stopWaiting);
  };
  // Who has gone elsewhere meanwhile stays there.
  for (const sign of ['pointerdown', 'keydown']) addEventListener(sign, stopWaiting);
  arrivals.observe(document.body, { childList: true, subtree: true });
}

function focusNow(path: string): boolean {
  const name = INPUT_OF[path] ?? path;
  const input = document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
  const target = input ?? (name === 'include' ? document.getElementById('composer-audience') : null);
  if (!target) return false;
  const details = target.closest('details');
  if (details) details.open = true;
  target.scrollIntoView({ block: 'center' });
  input?.focus({ preventScroll: true });
  return true;
}
