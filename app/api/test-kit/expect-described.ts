import { expect } from 'vitest';
import { Problem } from '@/lib/contracts/problems';
import { examples, label, type Operation } from '../test-support';

/** The OpenAPI document lists the problem's code for this route, and its example of it is what was answered. */
export function expectDescribed(operation: Operation, problem: Problem): void {
  expect({ [label(operation)]: operation.problems[problem.status] }).toEqual({
    [label(operation)]: expect.arrayContaining([problem.code]),
  });
  const shown = Problem.parse(examples[problem.code]?.value);
  const { title, status, code } = problem;
  expect(shown).toMatchObject({ title, status, code });
  for (const { type } of [problem, shown]) expect(type.split('/api/')[1]).toBe(`problems#${code}`);
  // Which fields are wrong is told by some only.
  expect({ code, hasErrors: problem.errors.length > 0 }).toEqual({ code, hasErrors: shown.errors.length > 0 });
}
