import type { TextRemark } from '@/lib/contracts/personal-fields';
import { variantName } from '@/lib/contracts/variant-name';
import type { ComposerProblem, ComposerValues } from './composer-values';
import { languageName } from './language-names';
import { problemAt } from './problem-at';

/** What the server says of texts, at the inputs of the form, where a language is known by its place. */
export function remarksOf(
  remarks: TextRemark[] | undefined,
  { translations, abTest }: ComposerValues,
  arm = 0,
): ComposerProblem[] {
  const own = arm > 0 ? abTest.variants[arm] : undefined;
  return (remarks ?? []).map(({ path, message }) => {
    const parts = path.split('.');
    const language = parts[0] === 'translations' ? parts[1] : undefined;
    if (own && language !== undefined) {
      // A variant takes no words of another language from the message: these are its own.
      const { label } = problemAt(parts.slice(2), message);
      const path = `abTest.variants.${arm}.translations.${language}.${parts[2]}`;
      return { path, label: `${variantName(arm)}: ${label} (${languageName(language)})`, message };
    }
    if (language !== undefined) {
      parts[1] = String(translations.findIndex((one) => one.language === language));
      const { label, ...problem } = problemAt(parts, message);
      return { ...problem, label: `${label} (${languageName(language)})` };
    }
    const problem = problemAt(parts, message);
    // Of another variant, the words that are its own; what it has of the message is told there.
    const field = parts[0] === 'title' || parts[0] === 'body' || parts[0] === 'url' ? parts[0] : null;
    if (!own || !field || !own[field].trim()) return problem;
    return { ...problem, path: `abTest.variants.${arm}.${field}`, label: `${variantName(arm)}: ${problem.label}` };
  });
}

/**
 * What is said of a text's Liquid says more than what is said of it as a whole. Each is said once: variants have in common
 * what they take from the message.
 */
export function allProblems(
  rules: ComposerProblem[],
  liquid: ComposerProblem[],
  sizes: ComposerProblem[] = [],
): ComposerProblem[] {
  const others = rules.filter(({ path }) => !liquid.some((problem) => problem.path === path));
  const all = [...others, ...liquid, ...sizes];
  return all.filter((one, index) => all.findIndex(({ path, message }) => isSame(one, path, message)) === index);
}

const isSame = (one: ComposerProblem, path: string, message: string) => one.path === path && one.message === message;
