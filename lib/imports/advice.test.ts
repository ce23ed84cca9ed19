import { expect, it } from 'vitest';
import { adviceOn } from './advice';

it.each([
  ['externalId', 'is empty, so that nothing says whom the row is about', 'Fill the cell in, or leave the row out.'],
  ['externalId', 'names nobody of this site', /^Check the id: nobody of this site has it yet/],
  ['tag:plan', 'is too long', /^A value is text of up to 255 characters/],
  ['nothing', 'is odd', 'Correct the row and import it again.'],
])('says of a row whose %s %s what to do', (field, message, advice) => {
  expect(adviceOn(field, message)).toEqual(advice instanceof RegExp ? expect.stringMatching(advice) : advice);
});
