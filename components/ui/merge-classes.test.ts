import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extendTailwindMerge } from 'tailwind-merge';
import { expect, it } from 'vitest';
import { mergeClasses } from './merge-classes';

/** All of tailwind-merge, with the names of app/globals.css. */
const mergeAll = extendTailwindMerge({
  extend: { theme: { shadow: ownNames('shadow'), animate: ownNames('animate') } },
});

function ownNames(kind: string): string[] {
  const css = readFileSync('app/globals.css', 'utf8');
  return [...css.matchAll(new RegExp(`--${kind}-([a-z-]+):`, 'g'))].map(([, name = '']) => name);
}

/** Words in strings that look like classes: languages, places of a toast, names of dialogs. */
const WORDS = new Set(['pt-br', 'bottom-right', 'rotate-key', 'rotate-secret', 'font-src', 'order-updates']);

/** Said twice, it says once what it knows. */
const isKnown = (merge: typeof mergeAll, name: string) => name !== '' && merge(`${name} ${name}`) === name;

/** What stands in strings of components and pages and is a class, without `hover:` and the like; of each scale once. */
function listClasses(): string[] {
  const classes = new Map<string, string>();
  for (const folder of ['components', 'app']) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file) || /\.test\.|^api|merge-classes/.test(file)) continue;
      const source = readFileSync(join(folder, file), 'utf8');
      for (const [, one, two, three] of source.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)) {
        for (const word of (one ?? two ?? three ?? '').replace(/\$\{[^}]*\}/g, ' ').split(/\s+/)) {
          const name = word.replace(/^(?:[^:[(]*:)*/, '').replace(/^!|!$/, '');
          if (WORDS.has(name) || !(isKnown(mergeAll, name) || isKnown(mergeClasses, name))) continue;
          const scale = name.replace(/\d+(\.\d+)?(\/\d+)?/, '#');
          if (!classes.has(scale)) classes.set(scale, name);
        }
      }
    }
  }
  return [...classes.values()];
}

it('says of any two classes that we have what tailwind-merge says', () => {
  const classes = listClasses();
  expect(classes.length).toBeGreaterThan(200);
  const wrong: string[] = [];
  for (const first of classes) {
    for (const second of classes) {
      const both = `${first} ${second}`;
      if (first !== second && mergeClasses(both) !== mergeAll(both)) wrong.push(`${both}: ${mergeAll(both)}`);
    }
  }
  // A class of a group that is not there yet belongs into merge-classes.ts; a word that is no class into WORDS.
  expect(wrong).toEqual([]);
});
