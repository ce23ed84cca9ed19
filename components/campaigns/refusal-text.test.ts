import { describe, expect, it } from 'vitest';
import { refusalText } from './refusal-text';

const say = (fields: Record<string, string>) =>
  refusalText({ message: 'Please check the marked fields.', fields }, '?');

describe('refusalText', () => {
  it.each([
    [{ 'message.title': 'is required' }, 'Title is required.'],
    [{ 'message.actions.1.url': 'is required' }, 'Button 2 link is required.'],
    [{ 'message.utm.source': 'is too long.' }, 'UTM source is too long.'],
    [{ 'translations.pt-br.body': 'is too long' }, 'Text (Portuguese (Brazil)) is too long.'],
    [{ 'abTest.variants.1.message.title': 'is too long' }, 'Variant B title is too long.'],
    [{ 'abTest.variants.2.translations.de.title': 'is required' }, 'Variant C title (German) is required.'],
    [{ 'abTest.winner.goalId': 'has ended' }, 'A/B test has ended.'],
    [{ sendAt: 'is in the past' }, 'Send time is in the past.'],
    [{ 'schedule.at': 'has passed in every time zone' }, 'Send time has passed in every time zone.'],
    [{ message: 'is larger than every browser accepts' }, 'Message is larger than every browser accepts.'],
  ])('names the input of %o', (fields, text) => expect(say(fields)).toBe(text));

  it('says the first few and how many more', () => {
    const fields = { 'message.title': 'is required', 'message.url': 'is required', sendAt: 'is past', name: 'is long' };
    expect(say(fields)).toBe('Title is required. Link is required. Send time is past. And 1 more.');
  });

  it('says what was answered where no field is named', () => {
    expect(refusalText({ message: 'You are signed out.' }, '?')).toBe('You are signed out.');
    expect(refusalText({}, 'It was not sent.')).toBe('It was not sent.');
  });
});
