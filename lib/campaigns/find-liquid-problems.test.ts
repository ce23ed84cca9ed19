import { describe, expect, it } from 'vitest';
import { findLiquidProblems } from './find-liquid-problems';

const PLAIN = { title: 'Sale', body: 'Now', url: 'https://shop.example/', actions: [] };
const ofTitle = (title: string) => findLiquidProblems({ ...PLAIN, title }).map((problem) => problem.message);
const ofUrl = (url: string) => findLiquidProblems({ ...PLAIN, url }).map((problem) => problem.message);

describe('findLiquidProblems', () => {
  it('has nothing to say of plain words and of what is right', () => {
    expect(findLiquidProblems({ ...PLAIN, title: '100 % {off} }}' })).toEqual([]);
    for (const title of [
      'Hi {{ tags.name | default: "there" }}!',
      '{% if tags.vip %}VIP {% endif %}Hi {{ tags["first name"] | default: "friend" | upcase }}',
      '{% case language %}{% when "de" %}Hallo{% else %}Hi{% endcase %}',
      'Due {{ tags.due | date: "%d.%m.", "Europe/Berlin" }}',
    ]) {
      expect(ofTitle(title)).toEqual([]);
    }
    expect(ofUrl('https://shop.example/{{ language | default: "en" }}?who={{ external_id }}')).toEqual([]);
  });

  // What is written → where it is and what to do about it.
  it.each([
    ['Hi {{ tags.name', 'has "{{" at character 4 without "}}": close it'],
    ['🎉 {{ tag.name }}', 'has the unknown field "tag" at character 6: did you mean tags.NAME?'],
    ['x {{ externalId }}', 'has the unknown field "externalId" at character 6: did you mean external_id?'],
    [
      'x {{ first_name }}',
      'has the unknown field "first_name" at character 6: for a tag write tags.first_name; the other fields are external_id, language, country, browser, os, device, timezone',
    ],
    ['x {{ tags }}', 'names all tags at character 6: choose one, as in tags.name'],
    ['x {{ tags.a.b }}', 'looks into the tag "a" at character 6: a tag is a plain value'],
    ['x {{ language.size }}', 'looks into "language" at character 6, which is plain text: leave out what follows it'],
    ['x {{ tags.a | upcas }}', 'has the unknown filter "upcas" at character 3: did you mean upcase?'],
    [
      '{% for i in x %}{% endfor %}',
      'has "{% for %}" at character 1, which messages cannot have: use if, unless, case',
    ],
    ['{% include "a" %}', 'has "{% include %}" at character 1, which messages cannot have: use if, unless, case'],
    ['{% if tags.a %}x', 'has a "{%" at character 1 that is not closed: add "%}" or the {% end… %} of it'],
    ['{% endif %}', 'has "{% endif %}" at character 1 without its beginning'],
    ['{{}}', 'has nothing to show at character 3: name a field, such as tags.name'],
    [
      '{{ tags.name }}',
      'is empty for someone of whom nothing is known: add a default, as in {{ tags.name | default: "there" }}',
    ],
    [`{{ tags.a | default: "${'a'.repeat(121)}" }}`, 'may have at most 120 characters with its defaults'],
    [
      '{{ "now" | date: "%99999999d" }}',
      'cannot be written for someone of whom nothing is known: memory alloc limit exceeded',
    ],
  ])('%s', (title, problem) => {
    expect(ofTitle(title)).toEqual([problem]);
  });

  it('names the line of a text with several, and each text by its path', () => {
    expect(
      findLiquidProblems({
        ...PLAIN,
        body: 'One\nTwo {{ nothing_known }}',
        actions: [{ title: '{{ tags.a }}', url: 'https://shop.example/{{ b' }],
      }).map(({ path, message }) => [path, message.slice(0, 60)]),
    ).toEqual([
      ['body', 'has the unknown field "nothing_known" in line 2 at character'],
      ['actions.0.title', 'is empty for someone of whom nothing is known: add a default'],
      ['actions.0.url', 'has "{{" at character 22 without "}}": close it'],
    ]);
  });

  it('takes no address whose host could be anything but what is written', () => {
    const rule = 'must begin with a whole host and a slash, such as https://shop.example/, before anything personal';
    for (const url of [
      '{{ tags.url }}',
      'https://{{ tags.host }}/',
      'https://shop.example{{ tags.path }}',
      'https://shop.example:{{ tags.port }}/',
      'https://{{ tags.user }}@shop.example/',
      'https://me:secret@shop.example/{{ tags.a }}',
      'javascript:{{ tags.a }}',
      '{% if tags.a %}https://shop.example/{% endif %}',
      'https:\\\\shop.example/{{ tags.a }}',
    ]) {
      expect(ofUrl(url)).toEqual([rule]);
    }
    expect(ofUrl('https://shop.example/{{ tags.a | url_encode }}')).toEqual([
      'has "url_encode" at character 22: values in addresses are encoded already, so leave it out',
    ]);
    expect(ofUrl('https://shop.example/{{ tags.a | raw }}')[0]).toMatch(/unknown filter "raw"/);
  });
});
