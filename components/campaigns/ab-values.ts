import type { AbTest, AbTestInput, TestMetric, WinnerRuleKind } from '@/lib/contracts/ab-tests';
import type { Message } from '@/lib/contracts/messages';

/** One variant as typed; what is empty is as in the message itself. The first is that message: only its weight counts. */
export interface VariantValues {
  weight: string;
  title: string;
  body: string;
  url: string;
  image: string;
  /** By language of the message. */
  translations: Record<string, { title: string; body: string }>;
  /** What only the API can say; kept as it came. */
  rest: Record<string, unknown>;
}

/** How the form takes a change that a button makes. */
export const CHANGE = { shouldDirty: true, shouldValidate: true };

/** An A/B test as typed; without variants there is none. */
export interface AbValues {
  variants: VariantValues[];
  holdout: string;
  /** All variants at once, or a part first and the best one for the rest. */
  mode: 'all' | 'winner';
  testPercent: string;
  metric: TestMetric;
  /** Whose conversions count; empty: none chosen. */
  goalId: string;
  decide: WinnerRuleKind;
  afterHours: string;
  confidence: string;
  ifUnclear: 'leading' | 'wait';
}

export const EMPTY_AB_TEST: AbValues = {
  variants: [],
  holdout: '0',
  mode: 'all',
  testPercent: '20',
  metric: 'clicks',
  goalId: '',
  decide: 'after',
  afterHours: '4',
  confidence: '95',
  ifUnclear: 'leading',
};

/** Opens a stored test in the composer. */
export function toAbValues(abTest: AbTest | null): AbValues {
  if (!abTest) return EMPTY_AB_TEST;
  const { winner } = abTest;
  const timed = winner && winner.decide !== 'manual' ? winner : null;
  return {
    variants: abTest.variants.map(({ weight, message = {}, translations = {} }) => {
      const { title = '', body = '', url = '', image = '', ...rest } = message as Partial<Message>;
      const texts = Object.entries(translations).map(
        ([tag, own]) => [tag, { title: String(own.title ?? ''), body: String(own.body ?? '') }] as const,
      );
      return { weight: String(weight), title, body, url, image, translations: Object.fromEntries(texts), rest };
    }),
    holdout: String(abTest.holdoutPercent),
    mode: abTest.testPercent < 100 ? 'winner' : 'all',
    testPercent: abTest.testPercent < 100 ? String(abTest.testPercent) : EMPTY_AB_TEST.testPercent,
    metric: winner?.metric ?? EMPTY_AB_TEST.metric,
    goalId: winner?.goalId ?? EMPTY_AB_TEST.goalId,
    decide: winner?.decide ?? EMPTY_AB_TEST.decide,
    afterHours: timed ? String(timed.afterSeconds / 3_600) : EMPTY_AB_TEST.afterHours,
    confidence: timed ? String(timed.confidencePercent) : EMPTY_AB_TEST.confidence,
    ifUnclear: timed?.ifUnclear ?? EMPTY_AB_TEST.ifUnclear,
  };
}

/** A whole or decimal number within the bounds; null for anything else. */
export function toNumber(text: string, min: number, max: number): number | null {
  const number = /^\d{1,6}(\.\d{1,2})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : null;
}

export const BOUNDS: Record<'weight' | 'holdout' | 'testPercent' | 'afterHours' | 'confidence', [number, number]> = {
  weight: [1, 1_000],
  holdout: [0, 50],
  testPercent: [1, 99],
  afterHours: [0.25, 168],
  confidence: [80, 99.9],
};

/** The number typed, or while it is none the one that a new test has: a draft is saved meanwhile. */
export function numberOf(key: Exclude<keyof typeof BOUNDS, 'weight'>, values: AbValues): number {
  return toNumber(values[key], ...BOUNDS[key]) ?? Number(EMPTY_AB_TEST[key]);
}

export function weightOf({ weight }: VariantValues): number {
  return Math.round(toNumber(weight, ...BOUNDS.weight) ?? 1);
}

/** What a variant says otherwise than the message. */
export function overridesOf({ title, body, url, image, rest }: VariantValues): Partial<Message> {
  const texts = Object.entries({ title, body, url, image }).map(([key, text]) => [key, text.trim()] as const);
  return { ...rest, ...Object.fromEntries(texts.filter(([, text]) => text !== '')) };
}

/** What the draft stores. @param languages of the message: each variant has the same */
export function toAbTest(values: AbValues, languages: readonly string[]): AbTestInput | null {
  if (values.variants.length < 2) return null;
  // While no goal is chosen, clicks count: the rule has to be whole to be stored.
  const counted =
    values.metric === 'conversions' && values.goalId
      ? { metric: 'conversions' as const, goalId: values.goalId }
      : { metric: 'clicks' as const };
  const winner = {
    ...counted,
    afterSeconds: Math.round(numberOf('afterHours', values) * 3_600),
    confidencePercent: numberOf('confidence', values),
    ifUnclear: values.ifUnclear,
  };
  return {
    variants: values.variants.map((variant, index) => {
      const weight = weightOf(variant);
      if (index === 0) return { weight };
      const translated = languages.map((language) => {
        const { title = '', body = '' } = variant.translations[language] ?? {};
        return [language, { title: title.trim(), ...(body.trim() && { body: body.trim() }) }] as const;
      });
      return {
        weight,
        message: overridesOf(variant),
        ...(translated.length > 0 && { translations: Object.fromEntries(translated) }),
      };
    }),
    holdoutPercent: Math.round(numberOf('holdout', values)),
    testPercent: values.mode === 'all' ? 100 : Math.round(numberOf('testPercent', values)),
    ...(values.mode === 'winner' && {
      winner:
        values.decide === 'manual' ? { decide: 'manual' as const, ...counted } : { decide: values.decide, ...winner },
    }),
  };
}
