import { MAX_PLAINTEXT_BYTES } from '@/lib/contracts/limits';
import type { TextRemark } from '@/lib/contracts/personal-fields';
import { variantName } from '@/lib/contracts/variant-name';
import type { ComposerProblem, ComposerValues } from './composer-values';
import { problemAt } from './find-problems';

/** What the server says of texts, at the inputs of the form, where a language is known by its place. */
export function remarksOf(
  remarks: TextRemark[] | undefined,
  { translations, abTest }: ComposerValues,
  arm = 0,
): ComposerProblem[] {
  const own = arm > 0 ? abTest.variants[arm] : undefined;
  return (remarks ?? []).map(({ path, message }) => {
    const parts = path.split('.');
    const place = translations.findIndex(({ language }) => language === parts[1]);
    if (parts[0] === 'translations') parts[1] = String(place);
    const problem = problemAt(parts, message);
    // Of another variant, the words that are its own; what it has of the message is told there.
    const field = parts[0] === 'title' || parts[0] === 'body' || parts[0] === 'url' ? parts[0] : null;
    if (!own || !field || !own[field].trim()) return problem;
    return { ...problem, path: `abTest.variants.${arm}.${field}`, label: `${variantName(arm)}: ${problem.label}` };
  });
}

/** What is said of a text's Liquid says more than what is said of it as a whole. */
export function allProblems(rules: ComposerProblem[], liquid: ComposerProblem[], bytes: number): ComposerProblem[] {
  const others = rules.filter(({ path }) => !liquid.some((problem) => problem.path === path));
  const problems = [...others, ...liquid];
  if (bytes <= MAX_PLAINTEXT_BYTES) return problems;
  return [...problems, { path: 'body', label: 'Message', message: 'is larger than every browser accepts' }];
}
