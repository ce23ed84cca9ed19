import { describe, expect, it } from 'vitest';
import { addUtmTags } from './compose-push-message';

const utm = { source: 'belfry', campaign: 'Autumn & more' };
const TAGS = 'utm_source=belfry&utm_campaign=Autumn+%26+more';

describe('the tags of an address', () => {
  it.each([
    ['https://shop.example', `https://shop.example/?${TAGS}`],
    ['https://shop.example/sale', `https://shop.example/sale?${TAGS}`],
    ['https://shop.example/sale?', `https://shop.example/sale?${TAGS}`],
    ['https://shop.example/?a=1&', `https://shop.example/?a=1&${TAGS}`],
    ['https://shop.example/#top', `https://shop.example/?${TAGS}#top`],
    ['https://shop.example/?a=1#/route?b=2', `https://shop.example/?a=1&${TAGS}#/route?b=2`],
    ['https://shop.example/#', `https://shop.example/?${TAGS}`],
    // As it is spelled: a signature over it must still hold.
    [
      'https://shop.example/p%20q?x=a%20b+c&y=%2F~&empty=&flag&z=1%2C2',
      `https://shop.example/p%20q?x=a%20b+c&y=%2F~&empty=&flag&z=1%2C2&${TAGS}`,
    ],
    ['https://shop.example/?utm_source=mail', 'https://shop.example/?utm_source=mail&utm_campaign=Autumn+%26+more'],
    [`https://shop.example/?${TAGS}#x`, `https://shop.example/?${TAGS}#x`],
  ])('%s', (address, expected) => {
    expect(addUtmTags(address, utm)).toBe(expected);
  });

  it('are left alone when there are none', () => {
    expect(addUtmTags('https://shop.example', undefined)).toBe('https://shop.example');
    expect(addUtmTags('https://shop.example', {})).toBe('https://shop.example');
  });
});
