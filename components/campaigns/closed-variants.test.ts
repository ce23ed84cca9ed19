import { describe, expect, it } from 'vitest';
import { MAX_PLAINTEXT_BYTES } from '@/lib/contracts/limits';
import type { MessageCheck } from '@/lib/contracts/personal-fields';
import { checkedVariants, closedVariants, problemsOf } from './closed-variants';
import { EMPTY_VALUES } from './composer-values';
import { emptyVariant } from './empty-variant';

const URL = 'https://push.example';
const values = (...others: Partial<ReturnType<typeof emptyVariant>>[]) => ({
  ...EMPTY_VALUES,
  title: 'Sale',
  url: 'https://shop.example/',
  abTest: {
    ...EMPTY_VALUES.abTest,
    variants: [emptyVariant(), ...others.map((own) => ({ ...emptyVariant(), ...own }))],
  },
});
const check = (more: Partial<MessageCheck>): MessageCheck => ({
  problems: [],
  notices: [],
  bytes: 300,
  written: null,
  language: '',
  person: null,
  personCount: 0,
  ...more,
});
const open = { arm: 0, problems: undefined, bytes: 300 };

describe('variants that are not open', () => {
  it('are asked about only where somebody may get them otherwise', () => {
    const form = values({ title: 'Last hours' }, { title: 'Hi {{ tags.name }}' });
    expect(closedVariants(form, 0).map(({ arm, asked }) => [arm, asked?.message.title])).toEqual([
      [1, undefined],
      [2, 'Hi {{ tags.name }}'],
    ]);
    expect(closedVariants(form, 2).map(({ arm }) => arm)).toEqual([0, 1]);
    expect(closedVariants(EMPTY_VALUES, 0)).toEqual([]);
  });

  it('keep the campaign from being sent by a fault in their own words', () => {
    const form = values({ title: 'Hi {{ tags.nam' });
    const broken = check({ problems: [{ path: 'title', message: 'has "{{" without "}}"' }], bytes: null });
    const checked = checkedVariants(closedVariants(form, 0), { 1: broken }, URL);
    expect(problemsOf(form, [], [open, ...checked])).toEqual([
      { path: 'abTest.variants.1.title', label: 'B: Title', message: 'has "{{" without "}}"' },
    ]);
  });

  it('keep it by a fault in their own words of another language', () => {
    const form = values({ translations: { de: { title: 'Hallo {{ tags.nam', body: '' } } });
    const remark = { path: 'translations.de.title', message: 'has "{{" without "}}"' };
    expect(problemsOf(form, [], [{ arm: 1, problems: [remark], bytes: 300 }])).toEqual([
      { path: 'abTest.variants.1.translations.de.title', label: 'B: Title (German)', message: remark.message },
    ]);
  });

  it('do not say once more what they have of the message', () => {
    const form = { ...values({ title: 'Other' }), body: 'Hi {{ tags.nam' };
    const fault = { path: 'body', message: 'has "{{" without "}}"' };
    const checked = checkedVariants(closedVariants(form, 0), { 1: check({ problems: [fault], bytes: null }) }, URL);
    expect(problemsOf(form, [], [{ ...open, problems: [fault] }, ...checked])).toEqual([{ ...fault, label: 'Text' }]);
  });

  it('keep it by their size, as it was measured here or by the server', () => {
    const large = { path: 'abTest.variants.1.body', label: 'Variant B' };
    const long = values({ body: 'あ'.repeat(900) });
    const [measured] = checkedVariants(closedVariants(long, 0), {}, URL);
    expect(measured?.bytes).toBeGreaterThan(MAX_PLAINTEXT_BYTES);
    expect(problemsOf(long, [], [open, ...(measured ? [measured] : [])])).toEqual([
      { ...large, message: 'is larger than every browser accepts' },
    ]);
    const personal = values({ title: 'Hi {{ tags.name }}' });
    const checked = checkedVariants(closedVariants(personal, 0), { 1: check({ bytes: 2_601 }) }, URL);
    expect(problemsOf(personal, [], [open, ...checked])).toMatchObject([large]);
  });

  it('are not what the message is called where it is the only one', () => {
    const problems = problemsOf(EMPTY_VALUES, [], [{ ...open, bytes: 2_601 }]);
    expect(problems).toMatchObject([{ path: 'body', label: 'Message' }]);
  });
});
