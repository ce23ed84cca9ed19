import type { FieldErrors, Resolver } from 'react-hook-form';
import type { ComposerProblem, ComposerValues } from './composer-values';

/** Inputs whose name is not the problem's path. */
const INPUT_OF: Record<string, string> = { ttl: 'ttlAmount', audience: 'include', sendAt: 'sendAtLocal' };

/** Problems as the form's errors, at the inputs they belong to. */
export function resolverFor(find: (values: ComposerValues) => ComposerProblem[] | null): Resolver<ComposerValues> {
  return (values) => {
    const problems = find(values) ?? [];
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

/** Brings the input of a problem into view and into focus, and opens the card it is in. */
export function focusField(path: string): void {
  const name = INPUT_OF[path] ?? path;
  const input = document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
  const target = input ?? (name === 'include' ? document.getElementById('composer-audience') : null);
  const details = target?.closest('details');
  if (details) details.open = true;
  target?.scrollIntoView({ block: 'center' });
  input?.focus({ preventScroll: true });
}
