import type { Message } from '@/lib/contracts/messages';
import { abProblems } from './ab-problems';
import {
  type ComposerProblem,
  type ComposerValues,
  type MessageSchema,
  toAudience,
  toMessage,
  toThrottle,
  toTtlSeconds,
} from './composer-values';
import { languageName } from './language-names';
import { problemAt } from './problem-at';
import { scheduleProblems } from './schedule-problems';
import { translationProblems } from './translation-values';

/** Everything that must be put right before sending, in the order of the form; empty when it may go. */
export function findProblems(
  values: ComposerValues,
  schema: MessageSchema,
  timeZone: string,
  now = new Date(),
): ComposerProblem[] {
  const message = toMessage(values);
  const parsed = schema.safeParse(message);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => problemAt(issue.path, issue.message));
  for (const problem of problems) if (isEmptyLink(message, problem.path)) problem.message = 'is required';
  for (const { path, language, message: text } of translationProblems(values.translations, message, schema)) {
    const { label, ...problem } = problemAt(path, text);
    problems.push({ ...problem, label: `${label} (${languageName(language)})` });
  }
  problems.push(...abProblems(values, message, schema));
  if (values.name.trim().length > 120) problems.push(problemAt(['name'], 'may have at most 120 characters'));
  if (toTtlSeconds(values) === null) problems.push(problemAt(['ttl'], 'must be between 1 minute and 28 days'));
  if (toThrottle(values.throttle) === undefined) {
    problems.push(problemAt(['throttle'], 'must be a whole number from 1 to 1,000,000, or empty'));
  }
  if (toAudience(values) === null) problems.push(problemAt(['audience'], 'needs at least one segment'));
  for (const { path, message: text } of scheduleProblems(values, timeZone, now)) problems.push(problemAt([path], text));
  return problems;
}

/** An address that was left empty is missing, not malformed. */
function isEmptyLink({ url, actions }: Partial<Message>, path: string): boolean {
  if (path === 'url') return !url;
  const [list, index, part] = path.split('.');
  return list === 'buttons' && part === 'url' && !actions?.[Number(index)]?.url;
}
