import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person } from '@/lib/contracts/personal-fields';
import { compileLiquid, hostOf } from './compile-liquid';

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 255 }),
  fc.constantFrom('', '../..', '//evil.example', '"><script>', '{{ tags.b }}', '{% if %}', '&x=1#', '\0', '\ud800'),
  fc.double(),
  fc.boolean(),
);
const person: fc.Arbitrary<Person> = fc.record(
  {
    external_id: fc.string({ unit: 'binary', maxLength: 255 }),
    language: fc.constantFrom('de', 'pt-br'),
    tags: fc.dictionary(fc.constantFrom('a', 'b', 'first name'), value),
  },
  { requiredKeys: [] },
);

describe('compileLiquid', () => {
  it('fills in fields and tags, and defaults for what is not known', () => {
    const { render } = compileLiquid('Hi {{ tags.name | default: "there" }} ({{ language }})', 'text');
    expect(render({ tags: { name: 'Ann & "Bob"' }, language: 'de' })).toBe('Hi Ann & "Bob" (de)');
    expect(render({ tags: { name: '' } })).toBe('Hi there ()');
    expect(render({})).toBe('Hi there ()');
    expect(render({ tags: { name: 0 } })).toBe('Hi 0 ()');
  });

  it('tells which fields are used, computed ones too', () => {
    const { uses } = compileLiquid('{% if country == "DE" %}{{ tags["a b"] }}{{ tags[language] }}{% endif %}', 'text');
    expect(uses.map(({ root, tag }) => `${root} ${tag}`).sort()).toEqual([
      'country null',
      'language null',
      'tags a b',
      'tags null',
    ]);
  });

  it('never shows what is not the subscriber’s own', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const text = `[{{ tags.${name} }}{{ tags["${name}"] }}{{ ${name} }}{{ language.${name} }}]`;
      expect(compileLiquid(text, 'text').render({ language: 'de', tags: {} })).toBe('[]');
    }
  });

  it('has no tag that reads files, loops or keeps state, and no filter that switches the encoding off', () => {
    for (const tag of ['include', 'render', 'layout', 'block', 'for', 'tablerow', 'assign', 'capture', 'increment']) {
      expect(() => compileLiquid(`{% ${tag} "x" %}`, 'text')).toThrow(`tag "${tag}" not found`);
    }
    expect(() => compileLiquid('{{ tags.a | raw }}', 'text')).toThrow('undefined filter: raw');
  });

  it('stops at its limits', () => {
    expect(() => compileLiquid('x'.repeat(9_000), 'text')).toThrow(/limit exceeded/);
    for (const text of [
      '{{ "now" | date: "%99999999d" }}',
      `{{ tags.a${' | append: tags.a'.repeat(400)} }}`,
      `{{ tags.a${` | replace: "x", tags.a`.repeat(4)} }}`,
      '{{ tags.a }}'.repeat(20),
    ]) {
      const { render } = compileLiquid(text, 'text');
      expect(() => render({ tags: { a: 'x'.repeat(255) } })).toThrow(/limit exceeded|too long/);
    }
  });

  it('writes whatever the values are, as text that can be sent', () => {
    const texts = [
      'Hi {{ tags.a }}',
      '{{ tags.a | truncate: 5 }}{{ external_id | slice: 1, 3 }}',
      '{% if tags.a == tags["first name"] %}x{% else %}{{ tags.b | default: "d" | upcase }}{% endif %}',
    ].map((text) => compileLiquid(text, 'text'));
    fc.assert(
      fc.property(person, (one) => {
        for (const { render } of texts) {
          const written = render(one);
          expect(written.isWellFormed()).toBe(true);
          expect(written).not.toContain('\0');
        }
      }),
    );
  });

  it('encodes each value in an address: host, path, names and number of parameters stay as written', () => {
    const compiled = [
      'https://shop.example/a/{{ tags.a }}/z?who={{ external_id }}&b={{ tags.b | default: "d&e" }}#{{ tags.a }}',
      'https://shop.example/a/{{ tags.a | append: "" }}/z?who={{ external_id | strip }}&b={{ tags.b | default: "d&e" }}#x',
    ].map((text) => compileLiquid(text, 'url'));
    fc.assert(
      fc.property(person, (one) => {
        for (const { render } of compiled) {
          const address = render(one);
          expect(hostOf(address)).toBe('https://shop.example');
          const url = new URL(address);
          expect(url.origin).toBe('https://shop.example');
          expect([...url.searchParams.keys()]).toEqual(['who', 'b']);
          expect(address).not.toMatch(/[\s"<>\\]/);
          expect(address.split('/').length).toBe(6);
        }
      }),
    );
  });

  it('writes simple texts without the engine as the engine would', () => {
    // An empty condition keeps the engine at work.
    const pairs = (['text', 'url'] as const).flatMap((kind) =>
      [
        'Hi {{ tags.a | default: "there" }}, {{external_id}}!',
        '{{ tags.b | default: \'x "y"\' }} {{ language }} {{ country | default: "" }}',
        '{{ tags.a }}{{ tags.missing }}',
      ].map((text) => {
        const whole = kind === 'url' ? `https://shop.example/${text}` : text;
        return [compileLiquid(whole, kind), compileLiquid(`${whole}{% if false %}{% endif %}`, kind)] as const;
      }),
    );
    fc.assert(
      fc.property(person, (one) => {
        for (const [simple, engine] of pairs) expect(simple.render(one)).toBe(engine.render(one));
      }),
    );
  });
});
