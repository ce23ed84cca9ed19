import type { Message } from '@/lib/contracts/messages';
import { variantName } from '@/lib/contracts/variant-name';
import { BOUNDS, overridesOf, toNumber } from './ab-values';
import type { ComposerValues, MessageSchema } from './composer-values';
import { languageName } from './language-names';

interface Problem {
  path: string;
  label: string;
  message: string;
}

const SETTINGS = [
  { key: 'holdout', label: 'Hold-out group', message: 'must be a whole number from 0 to 50' },
  { key: 'testPercent', label: 'Test group', message: 'must be a whole number from 1 to 99' },
  { key: 'afterHours', label: 'Decide after', message: 'must be from a quarter of an hour to 168 hours' },
  { key: 'confidence', label: 'Probability', message: 'must be from 80 to 99.9' },
] as const;

/** Where there is no moment at which all could be compared. */
const NO_WINNER: Partial<Record<ComposerValues['when'], string>> = {
  local: 'in each person’s time zone',
  best: 'while each person has their own hour',
  recurring: 'on each date',
};

/** What keeps an A/B test from being sent; paths name the inputs. */
export function abProblems(values: ComposerValues, message: Partial<Message>, schema: MessageSchema): Problem[] {
  const { abTest, translations, when } = values;
  if (abTest.variants.length < 2) return [];
  const languages = translations.map(({ language }) => language);
  const problems: Problem[] = [];
  for (const [index, variant] of abTest.variants.entries()) {
    const at = `abTest.variants.${index}`;
    const name = `Variant ${variantName(index)}`;
    if (!/^\d+$/.test(variant.weight.trim()) || toNumber(variant.weight, ...BOUNDS.weight) === null) {
      problems.push({
        path: `${at}.weight`,
        label: `${name} share`,
        message: 'must be a whole number from 1 to 1,000',
      });
    }
    if (index === 0) continue;
    const own = overridesOf(variant);
    if (Object.keys(own).length === 0) {
      problems.push({ path: `${at}.title`, label: name, message: 'is the same as A: change something' });
    }
    const parsed = schema.safeParse({ ...message, ...own });
    for (const issue of parsed.error?.issues ?? []) {
      const field = String(issue.path[0]);
      if (field in own) problems.push({ path: `${at}.${field}`, label: `${name} ${field}`, message: issue.message });
    }
    for (const language of languages) {
      if (variant.translations[language]?.title.trim()) continue;
      const path = `${at}.translations.${language}.title`;
      problems.push({
        path,
        label: `${name} title (${languageName(language)})`,
        message: 'is required: every variant needs the same languages',
      });
    }
  }
  for (const { key, label, message: text } of SETTINGS) {
    if (key !== 'holdout' && abTest.mode === 'all') continue;
    if ((key === 'afterHours' || key === 'confidence') && abTest.decide === 'manual') continue;
    const isWhole = key === 'afterHours' || key === 'confidence' || /^\d+$/.test(abTest[key].trim());
    if (!isWhole || toNumber(abTest[key], ...BOUNDS[key]) === null)
      problems.push({ path: `abTest.${key}`, label, message: text });
  }
  if (abTest.mode === 'winner' && abTest.metric === 'conversions' && !abTest.goalId)
    problems.push({ path: 'abTest.goalId', label: 'Goal', message: 'is not chosen: what should the best one bring?' });
  const reason = abTest.mode === 'winner' ? NO_WINNER[when] : undefined;
  if (reason) {
    const message = `cannot wait for a winner ${reason}: test everyone at once, or send at one time`;
    problems.push({ path: 'abTest.testPercent', label: 'A/B test', message });
  }
  return problems;
}
