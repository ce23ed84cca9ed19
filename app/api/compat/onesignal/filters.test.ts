import { expect, it } from 'vitest';
import { encodeId } from '@/lib/platform/ids';
import { toRule } from './filters';
import { fromUuid, toUuid, tryFromUuid } from './uuid';

const is = (key: string, value: string | number) => ({ field: 'tag', key, operator: 'is', value });

it.each<[string, unknown[], unknown]>([
  ['one', [{ field: 'tag', key: 'a', relation: '=', value: 'x' }], is('a', 'x')],
  [
    'a number',
    [{ field: 'tag', key: 'a', relation: '=', value: '5' }],
    { op: 'or', rules: [is('a', '5'), is('a', 5)] },
  ],
  [
    'a list',
    [{ field: 'tag', key: 'a', relation: 'in_array', value: 'x, y' }],
    { op: 'or', rules: [is('a', 'x'), is('a', 'y')] },
  ],
  [
    'visits',
    ['>', '<', '=', '!='].map((relation) => ({ field: 'session_count', relation, value: '4' })),
    {
      op: 'and',
      rules: [
        { field: 'sessionCount', operator: 'at_least', value: 5 },
        { field: 'sessionCount', operator: 'at_most', value: 3 },
        { field: 'sessionCount', operator: 'equals', value: 4 },
        { op: 'not', rule: { field: 'sessionCount', operator: 'equals', value: 4 } },
      ],
    },
  ],
  ['fewer visits than none', [{ field: 'session_count', relation: '<', value: 0 }], { op: 'or', rules: [] }],
  [
    'groups',
    [
      { field: 'country', relation: '=', value: 'DE' },
      { field: 'last_session', relation: '>', hours_ago: '48' },
      { operator: 'OR' },
      { field: 'language', relation: '!=', value: 'en' },
    ],
    {
      op: 'or',
      rules: [
        {
          op: 'and',
          rules: [
            { field: 'country', operator: 'is', values: ['DE'] },
            { field: 'lastSeenAt', operator: 'not_within_days', days: 2 },
          ],
        },
        { field: 'language', operator: 'is_not', values: ['en'] },
      ],
    },
  ],
])('is a rule: %s', (_name, filters, rule) => {
  expect(toRule(filters)).toEqual(rule);
});

it.each<[string, unknown, string]>([
  ['none', [], 'filters'],
  ['no list', { field: 'tag' }, 'filters'],
  [
    'an OR that ends it, which would be everyone',
    [{ field: 'tag', key: 'a', relation: 'exists' }, { operator: 'OR' }],
    'filters',
  ],
  ['an OR that begins it', [{ operator: 'OR' }, { field: 'tag', key: 'a', relation: 'exists' }], 'filters'],
  ['parts of a day', [{ field: 'last_session', relation: '>', hours_ago: '5' }], 'filters.0.hours_ago 5'],
  [
    'an unknown relation',
    [{ field: 'tag', key: 'a', relation: 'time_elapsed_gt', value: '1' }],
    'filters.0.relation time_elapsed_gt',
  ],
  ['half a visit', [{ field: 'session_count', relation: '>', value: '1.5' }], 'filters.0.value'],
  ['a place', [{ field: 'country', relation: '=', value: 'DE', radius: 5 }], 'filters.0.radius'],
  ['an operator with a field', [{ operator: 'AND', field: 'country', relation: '=', value: 'DE' }], 'filters.0'],
  ['no field', [{ relation: '=' }], 'filters.0.field'],
])('is refused by name: %s', (_name, filters, path) => {
  expect(() => toRule(filters)).toThrow(expect.objectContaining({ fields: [expect.objectContaining({ path })] }));
});

it('ids go to UUIDs and back, each of its kind', () => {
  for (const number of [1n, 20_365_443_922_329_600n, (1n << 63n) - 1n]) {
    const id = encodeId('campaign', number);
    const uuid = toUuid('campaign', id);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(fromUuid('campaign', uuid.toUpperCase())).toBe(id);
    expect(fromUuid('campaign', id)).toBe(id);
    expect(tryFromUuid('message', uuid)).toBeNull();
    expect(tryFromUuid('campaign', `${uuid}0`)).toBeNull();
  }
});
