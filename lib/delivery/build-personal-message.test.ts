import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMessage, worstMessageBytes } from '@/lib/campaigns/compile-message';
import { type Message, MessageInput } from '@/lib/contracts/messages';
import type { Person } from '@/lib/contracts/personal-fields';
import { encodeId } from '@/lib/platform/ids';
import { buildMessage } from './build-message';
import { buildPersonalMessage } from './build-personal-message';
import { signTokens } from './tokens';

const publicUrl = 'https://push.example.com';
const options = { runId: encodeId('run', 77n), publicUrl };
const tokens = signTokens({ runId: 77n, subscriberId: 1n, actionCount: 1, expiresAt: new Date('2030-01-01') });
const personal = MessageInput.parse({
  title: 'Hi {{ tags.name | default: "there" }} 🎉',
  body: 'Your size {{ tags.size_eu | default: 40 | plus: 1 }} is back',
  url: 'https://shop.example/ü/{{ tags.name }}?a=1',
  icon: 'https://shop.example/icon.png',
  actions: [{ title: '{{ language | default: "en" | upcase }} shop', url: 'https://shop.example/shop' }],
  utm: { source: 'belfry', campaign: 'sale & more' },
});

function builderFor(message: Message) {
  const compiled = compileMessage(message);
  if (!compiled) throw new Error('not personal');
  return buildPersonalMessage(message, compiled, options);
}

const read = (message: Message, person: Person) =>
  JSON.parse(builderFor(message).builtFor(person).plaintextFor(tokens).toString());

describe('buildPersonalMessage', () => {
  it('says to each what a message with those words would say, byte for byte', () => {
    const ann = { tags: { name: 'Ann "&" \\ Bób\n', size_eu: 38 }, language: 'de' };
    const written = MessageInput.parse({
      ...personal,
      title: 'Hi Ann "&" \\ Bób\n 🎉',
      body: 'Your size 39 is back',
      url: `https://shop.example/ü/${encodeURIComponent('Ann "&" \\ Bób\n')}?a=1`,
      actions: [{ title: 'DE shop', url: 'https://shop.example/shop' }],
    });
    expect(builderFor(personal).builtFor(ann).plaintextFor(tokens).toString()).toBe(
      buildMessage(written, options).plaintextFor(tokens).toString(),
    );
  });

  it('says the defaults to who is not known', () => {
    const { notification } = read(personal, {});
    expect(notification).toMatchObject({ title: 'Hi there 🎉', body: 'Your size 41 is back' });
    expect(notification.data.u).toEqual([
      'https://shop.example/%C3%BC/?a=1&utm_source=belfry&utm_campaign=sale+%26+more',
      'https://shop.example/shop?utm_source=belfry&utm_campaign=sale+%26+more',
    ]);
  });

  it('is valid JSON of at most 2,600 bytes with the right tokens, whatever the values are', () => {
    const message = { ...personal, body: '{{ tags.a }}{{ tags.b }}{{ tags.c }}{{ tags.d }}' };
    const built = builderFor(message);
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 255 }),
      fc.constantFrom('🎉'.repeat(127), '\u0001'.repeat(255), '"'.repeat(255), tokens.receipt),
    );
    const tags = fc.dictionary(fc.constantFrom('name', 'a', 'b', 'c', 'd'), value);
    fc.assert(
      fc.property(tags, (known) => {
        const plaintext = built.builtFor({ tags: known }).plaintextFor(tokens);
        expect(plaintext.length).toBeLessThanOrEqual(2_600);
        const { notification } = JSON.parse(plaintext.toString());
        expect(notification.data.t).toBe(tokens.receipt);
        expect(notification.navigate).toBe(`${publicUrl}/c/${tokens.clicks[0]}`);
        expect(notification.actions[0].navigate).toBe(`${publicUrl}/c/${tokens.clicks[1]}`);
        expect(notification.title).toMatch(/^Hi .+ 🎉$/su);
      }),
    );
  });

  it('goes over to the short form when the values are too long, then to the defaults', () => {
    const long = { ...personal, body: `{{ tags.a }}`.repeat(9), url: 'https://shop.example/?{{ tags.b }}' };
    const compact = read(long, { tags: { a: 'ä'.repeat(255) } }).notification;
    expect(compact.icon).toBeUndefined();
    expect(compact.body).toBe('ä'.repeat(120));
    // 255 emoji in an address are 6 kB, in short form too.
    const plain = read(long, { tags: { a: 'a', b: '🎉'.repeat(255), name: 'Ann' } }).notification;
    expect(plain.title).toBe('Hi there 🎉');
    expect(plain.data.u[0]).toMatch(/^https:\/\/shop\.example\/\?/);
  });

  it('leaves a personal message of a value that fails to its default', () => {
    const zoned = { ...personal, body: 'It is {{ "2027-01-31" | date: "%d", tags.zone | default: "a day" }}.' };
    expect(read(zoned, { tags: { zone: 'Europe/Berlin' } }).notification.body).toBe('It is 31.');
    const odd = { ...personal, title: '{{ tags.name | default: "x" | slice: 2, 5 | default: "cut" }}' };
    expect(read(odd, { tags: { name: 'ab' } }).notification.title).toBe('cut');
    const empty = { ...personal, title: '{% if tags.name %}{{ tags.name | strip }}{% else %}Hello{% endif %}' };
    expect(read(empty, { tags: { name: '   ' } }).notification.title).toBe('Hello');
  });
});

describe('compileMessage', () => {
  it('is null for a message that is the same for all', () => {
    expect(compileMessage(MessageInput.parse({ title: '{off}', url: 'https://a.example/' }))).toBeNull();
  });

  it('names just what its texts take', () => {
    expect(compileMessage(personal)?.columns).toEqual(['language', 'tags']);
    expect(compileMessage({ ...personal, actions: [] })?.columns).toEqual(['tags']);
  });

  it('sizes by the longer of all values at their default and all at 40 characters', () => {
    const bytes = (message: Message) => worstMessageBytes(message, compileMessage(message), publicUrl);
    const of = (title: string) => bytes({ ...personal, title, body: '', url: 'https://a.example/', actions: [] });
    expect(of('{{ tags.name | default: "x" }}')).toBe(of('x'.repeat(40)));
    expect(of(`{{ tags.name | default: "${'x'.repeat(50)}" }}`)).toBe(of('x'.repeat(50)));
  });
});
