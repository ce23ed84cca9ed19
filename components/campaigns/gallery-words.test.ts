import { describe, expect, it } from 'vitest';
import { describeHolders } from '@/lib/contracts/image-holders';
import type { ImageUse } from '@/lib/contracts/images';
import { describeLoss, describeMisfit } from './gallery-words';

describe('a picture in its place', () => {
  it.each<[ImageUse, number, number, RegExp | '']>([
    ['icon', 256, 256, ''],
    ['icon', 1_024, 512, /square/],
    ['image', 1_024, 512, ''],
    ['image', 300, 150, ''],
    ['image', 256, 256, /twice as wide/],
    ['badge', 96, 96, ''],
    ['badge', 48, 48, ''],
    ['badge', 256, 256, /white square/],
    ['badge', 90, 45, /white square/],
  ])('as %s of %d × %d', (use, width, height, wanted) => {
    const said = describeMisfit(use, { width, height });
    if (wanted) expect(said).toMatch(wanted);
    else expect(said).toBe('');
  });
});

describe('what is said before a picture is deleted', () => {
  it.each([
    [0, 0, 'No campaign and no template has it. This cannot be undone.'],
    [1, 0, '1 draft has it and will be without its picture. This cannot be undone.'],
    [
      2,
      1,
      '2 drafts have it and will be without their picture. 1 campaign that ended shows a gap in its place; what people have seen is not changed. This cannot be undone.',
    ],
  ])('%d drafts, %d that ended', (draftCount, pastCount, wanted) => {
    expect(describeLoss({ draftCount, pastCount })).toBe(wanted);
  });

  it('names who needs it', () => {
    const sale = { kind: 'campaign', name: 'Sale' } as const;
    const weekly = { kind: 'template', name: 'Weekly' } as const;
    expect(describeHolders([weekly])).toBe(
      'The template “Weekly” still needs this image, so it was not deleted. Choose another image in its place first.',
    );
    expect(describeHolders([sale])).toMatch(/^The campaign “Sale” still needs .* the campaign has expired\.$/);
    expect(describeHolders([sale, weekly])).toMatch(/^The campaign “Sale” and the template “Weekly” still need /);
    expect(describeHolders([sale, weekly, sale, weekly, sale])).toMatch(
      /^The campaign “Sale”, the template “Weekly”, the campaign “Sale” and 2 more still need /,
    );
  });
});
