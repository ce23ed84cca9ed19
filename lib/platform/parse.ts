import type { z } from 'zod';
import { AppError, type FieldProblem } from './errors';

/**
 * Parses with a schema of lib/contracts.
 * @throws AppError `invalid_input` that names each field and the rule it breaks.
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidInput(result.error);
  return result.data;
}

/** The `invalid_input` error that tells what a zod error tells. */
export function invalidInput(error: z.ZodError): AppError {
  // Of two schemas that a value was held against, both may say the same.
  const fields = [
    ...new Map(
      error.issues.flatMap((issue) => problemsOf(issue, [])).map((one) => [JSON.stringify(one), one]),
    ).values(),
  ];
  const names = [...new Set(fields.map((field) => field.path).filter(Boolean))];
  return new AppError('invalid_input', {
    detail: names.length > 0 ? `Please check ${names.slice(0, 3).join(', ')}.` : undefined,
    fields,
  });
}

function problemsOf(issue: z.core.$ZodIssue, parents: PropertyKey[]): FieldProblem[] {
  const path = [...parents, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that came nearest is the one meant: it fails deepest, and then in the fewest places.
    const nearest = issue.errors.reduce((best, branch) => (isNearer(branch, best) ? branch : best));
    return nearest.flatMap((inner) => problemsOf(inner, path));
  }
  return [{ path: dotted(path), message: plainMessage(issue) }];
}

function isNearer(a: z.core.$ZodIssue[], b: z.core.$ZodIssue[]): boolean {
  // One that fits but for what it does not know is meant, whatever the others ask for.
  if (hasOnlyUnknown(a) !== hasOnlyUnknown(b)) return hasOnlyUnknown(a);
  const depth = (issues: z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
  return depth(a) > depth(b) || (depth(a) === depth(b) && a.length < b.length);
}

function hasOnlyUnknown(issues: z.core.$ZodIssue[]): boolean {
  return issues.every(({ code }) => code === 'unrecognized_keys');
}

function plainMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.message.endsWith('received undefined') ? 'is required' : `must be of type ${issue.expected}`;
  }
  return issue.message;
}

function dotted(path: PropertyKey[]): string {
  return path.map(String).join('.');
}
