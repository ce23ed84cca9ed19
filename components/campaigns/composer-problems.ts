import { MAX_PLAINTEXT_BYTES } from '@/lib/contracts/limits';
import type { TextRemark } from '@/lib/contracts/personal-fields';
import type { ComposerProblem, ComposerValues } from './composer-values';
import { problemAt } from './find-problems';

/** What the server says of texts, at the inputs of the form, where a language is known by its place. */
export function remarksOf(remarks: TextRemark[] | undefined, { translations }: ComposerValues): ComposerProblem[] {
  return (remarks ?? []).map(({ path, message }) => {
    const parts = path.split('.');
    const place = translations.findIndex(({ language }) => language === parts[1]);
    if (parts[0] === 'translations') parts[1] = String(place);
    return problemAt(parts, message);
  });
}

/** What is said of a text's Liquid says more than what is said of it as a whole. */
export function allProblems(rules: ComposerProblem[], liquid: ComposerProblem[], bytes: number): ComposerProblem[] {
  const others = rules.filter(({ path }) => !liquid.some((problem) => problem.path === path));
  const problems = [...others, ...liquid];
  if (bytes <= MAX_PLAINTEXT_BYTES) return problems;
  return [...problems, { path: 'body', label: 'Message', message: 'is larger than every browser accepts' }];
}
