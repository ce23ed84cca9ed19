import { describe, expect, it } from 'vitest';
import { nameVariants } from './name-variants';

const row = (position: number, name: string, language: string | null, message: object) =>
  ({ position, name, language, message }) as Parameters<typeof nameVariants>[0]['variants'][number];
const button = (title: string) => ({ actions: [{ action: '1', title, url: 'https://shop.example/' }] });

describe('the names of a campaign’s messages', () => {
  it('know the buttons that a variant and its languages have of the message', () => {
    const variants = [
      row(0, 'A', null, { title: 'Beans', ...button('Shop now') }),
      row(1, 'A', 'de', { title: 'Bohnen', ...button('Zum Laden') }),
      row(2, 'B', null, { title: 'Last beans' }),
      row(3, 'B', 'de', { title: 'Letzte Bohnen' }),
      row(4, 'C', null, { title: 'No button', actions: [] }),
      row(5, 'D', null, { title: 'Own button', ...button('Look') }),
      row(6, 'D', 'de', { title: 'Eigener Knopf' }),
    ];
    expect(nameVariants({ variants }).map(({ label, buttons }) => [label, buttons])).toEqual([
      ['A, Default language', ['Shop now']],
      ['A, German', ['Zum Laden']],
      ['B, Default language', ['Shop now']],
      ['B, German', ['Shop now']],
      ['C, Default language', []],
      ['D, Default language', ['Look']],
      ['D, German', ['Look']],
    ]);
  });
});
