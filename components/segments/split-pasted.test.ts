import { expect, test } from 'vitest';
import { splitPasted } from './split-pasted';

test.each<[string, string[]]>([
  ['C-1\nC-2\r\nC-3\n', ['C-1', 'C-2', 'C-3']],
  ['Smith, John\nDoe, Jane', ['Smith, John', 'Doe, Jane']],
  ['DE\tAT\tCH', ['DE', 'AT', 'CH']],
  ['DE, AT;CH,', ['DE', 'AT', 'CH']],
  ['Europe/Berlin', ['Europe/Berlin']],
  [' \n ', []],
])('%j is %j', (text, values) => {
  expect(splitPasted(text)).toEqual(values);
});
