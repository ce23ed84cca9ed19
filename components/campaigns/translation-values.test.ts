import { describe, expect, it } from 'vitest';
import { MessageInput } from '@/lib/contracts/messages';
import { remarksOf } from './composer-problems';
import { EMPTY_VALUES } from './composer-values';
import { findProblems } from './find-problems';
import { emptyTranslation, toTranslations, toTranslationValues } from './translation-values';

const message = {
  title: 'Sale',
  url: 'https://shop.example/',
  actions: [
    { title: 'Go', url: 'https://shop.example/go' },
    { title: 'Later', url: 'https://shop.example/later' },
  ],
};
const german = { ...emptyTranslation('de'), title: ' Ausverkauf ' };

describe('translations in the composer', () => {
  it('store what differs from the default, and come back as they were typed', () => {
    const typed = [
      { ...german, buttons: [{ title: 'Los', url: '' }], rest: { image: 'https://shop.example/de.png' } },
      emptyTranslation('fr'),
    ];
    const stored = toTranslations(typed, message);
    expect(stored).toEqual({
      de: {
        title: 'Ausverkauf',
        image: 'https://shop.example/de.png',
        actions: [{ ...message.actions[0], title: 'Los' }, message.actions[1]],
      },
      fr: { title: '' },
    });
    expect(toTranslationValues({ message, translations: stored })).toEqual([
      {
        ...typed[0],
        title: 'Ausverkauf',
        buttons: [
          { title: 'Los', url: '' },
          { title: '', url: '' },
        ],
      },
      emptyTranslation('fr'),
    ]);
    // Taken away in the default, a button is gone in every language.
    expect(toTranslations(typed, { ...message, actions: [] }).de).not.toHaveProperty('actions');
  });

  it('are told what is wrong with them at their own inputs, and not what is wrong with the default', () => {
    const values = {
      ...EMPTY_VALUES,
      title: 'Sale',
      url: 'nowhere',
      translations: [german, { ...emptyTranslation('fr'), url: 'ici' }],
    };
    const problems = findProblems(values, MessageInput, 'UTC');
    expect(problems.map(({ path, label }) => [path, label])).toEqual([
      ['url', 'Link'],
      ['translations.1.title', 'Title (French)'],
      ['translations.1.url', 'Link (French)'],
    ]);
    const remark = { path: 'translations.fr.actions.0.title', message: 'x' };
    expect(remarksOf([remark], values)).toEqual([
      { path: 'translations.1.buttons.0.title', label: 'Button 1 label (French)', message: 'x' },
    ]);
  });
});
