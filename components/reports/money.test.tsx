import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Money } from './money';

it('tells each currency by itself, and a line may end between two of them', () => {
  const revenue = [
    { currency: 'CAD', amount: '5' },
    { currency: 'EUR', amount: '1249.9' },
    { currency: 'JPY', amount: '1000' },
    { currency: 'USD', amount: '10' },
  ];
  const [first, ...more] = renderToStaticMarkup(<Money revenue={revenue} />).split(/<\/span> <span[^>]*>/);
  expect([first?.replace(/<[^>]+>/g, ''), ...more.map((part) => part.replace(/<[^>]+>/g, ''))]).toEqual([
    'CA$5.00 ·',
    '€1,249.90 ·',
    '¥1,000 ·',
    '$10.00',
  ]);
  expect(renderToStaticMarkup(<Money revenue={[]} />)).toContain('–');
});
