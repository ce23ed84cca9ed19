import { describe, expect, it } from 'vitest';
import { newBehaviour, newProperty } from '@/components/segments/behaviour-draft';
import { fromDraft, newCondition, newGroup, replaceNode, toDraft } from '@/components/segments/rule-draft';
import { RULE_FIELD_KEYS, RULE_FIELDS } from '@/components/segments/rule-fields';
import { type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';

const german: SegmentRule = { field: 'country', operator: 'is', values: ['DE', 'AT'] };
const vip: SegmentRule = { field: 'tag', key: 'vip', operator: 'is', value: true };

describe('toDraft and fromDraft', () => {
  it.each<[string, SegmentRule]>([
    [
      'and with every kind of condition',
      {
        op: 'and',
        rules: [
          german,
          vip,
          { field: 'tag', key: 'plan', operator: 'exists' },
          { field: 'tag', key: 'orders', operator: 'greater', value: 3 },
          { field: 'tag', key: 'city', operator: 'contains', value: 'burg' },
          { field: 'topic', operator: 'has_not', value: 'offers' },
          { field: 'lastSeenAt', operator: 'within_days', days: 30 },
          { field: 'sessionCount', operator: 'at_least', value: 5 },
          { field: 'subscribedAt', operator: 'before', value: '2026-11-01' },
          {
            field: 'event',
            operator: 'did',
            event: 'cart_left',
            atLeast: 2,
            withinDays: 14,
            property: { key: 'total', operator: 'greater', value: 50 },
          },
          { field: 'event', operator: 'did_not', event: 'bought', property: { key: 'gift', operator: 'exists' } },
          { field: 'event', operator: 'did', event: 'bought', property: { key: 'gift', operator: 'is', value: false } },
          {
            field: 'page',
            operator: 'visited',
            match: 'contains',
            path: 'shoes',
            from: '2026-11-01',
            to: '2026-11-20',
          },
          { field: 'campaign', operator: 'not_clicked', withinDays: 7 },
          { field: 'campaign', operator: 'sent', campaignId: 'cmp_0j3v8m2k4qw5r' },
        ],
      },
    ],
    ['nested or', { op: 'and', rules: [german, { op: 'or', rules: [vip, german] }] }],
    ['not of an or', { op: 'not', rule: { op: 'or', rules: [german, vip] } }],
    ['not of an and, inside', { op: 'and', rules: [german, { op: 'not', rule: { op: 'and', rules: [german, vip] } }] }],
    ['not of one condition', { op: 'and', rules: [{ op: 'not', rule: german }, vip] }],
    ['everyone', { op: 'and', rules: [] }],
    ['nobody', { op: 'or', rules: [] }],
    ['nobody, said the other way', { op: 'not', rule: { op: 'and', rules: [] } }],
  ])('keeps %s', (_name, rule) => {
    expect(fromDraft(toDraft(rule))).toEqual({ rule, problems: [] });
  });

  it('gives the same keys on the server and in the browser, each only once', () => {
    const rule: SegmentRule = {
      op: 'or',
      rules: [german, { op: 'not', rule: vip }, { op: 'and', rules: [vip, german] }],
    };
    const draft = toDraft(rule);
    expect(toDraft(rule)).toEqual(draft);
    const keys = JSON.stringify(draft).match(/"key":"[^"]+"/g) ?? [];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('opens a single condition as a group of one', () => {
    expect(fromDraft(toDraft(german)).rule).toEqual({ op: 'and', rules: [german] });
  });

  it('leaves incomplete conditions out of the rule and says what is missing', () => {
    const empty = newCondition('country');
    const { rule, problems } = fromDraft(newGroup('all', [empty, ...toDraft(german).children]));
    expect(rule).toEqual({ op: 'and', rules: [german] });
    expect(problems).toEqual([{ key: empty.key, part: 'value', message: 'Choose at least one' }]);
  });

  it('never turns a half-written rule into "everyone"', () => {
    expect(fromDraft(newGroup('all', [newCondition('tag')])).rule).toBeNull();
    expect(fromDraft(newGroup('none', [newCondition('tag')])).rule).toBeNull();
  });

  it('refuses days that the contract refuses', () => {
    expect(fromDraft(newGroup('all', [{ ...newCondition('lastSeenAt'), value: '0' }])).problems).toHaveLength(1);
  });

  it('refuses visits that are no whole number', () => {
    for (const value of ['', '-1', '2.5', 'many', '1000001']) {
      expect(fromDraft(newGroup('all', [{ ...newCondition('sessionCount'), value }])).problems).toHaveLength(1);
    }
  });

  it('can fill in every operator of every field so that the contract accepts it', () => {
    for (const field of RULE_FIELD_KEYS) {
      for (const { value: operator, kind } of RULE_FIELDS[field].operators) {
        const value = kind === 'date' ? '2026-01-01' : '7';
        const behaviour = { ...newBehaviour(), name: field === 'campaign' ? '' : '/x' };
        const draft = { ...newCondition(field), behaviour, operator, tagKey: 'k', value, values: ['x'] };
        const { rule, problems } = fromDraft(newGroup('all', [draft]));
        expect(problems, `${field} ${operator}`).toEqual([]);
        expect(SegmentRuleInput.parse(rule)).toEqual(rule);
      }
    }
  });
});

describe('replaceNode', () => {
  it('says what is missing of a condition on behaviour', () => {
    const missing = (field: 'event' | 'page' | 'campaign', change: Partial<ReturnType<typeof newBehaviour>>) => {
      const draft = { ...newCondition(field), behaviour: { ...newBehaviour(), name: 'x', ...change } };
      return fromDraft(newGroup('all', [draft])).problems.map(({ part }) => part);
    };
    expect(missing('event', { name: ' ' })).toEqual(['name']);
    expect(missing('event', { atLeast: '0' })).toEqual(['atLeast']);
    expect(missing('event', { days: '3651' })).toEqual(['window']);
    expect(missing('page', { days: '91' })).toEqual(['window']);
    expect(missing('page', { window: 'dates' })).toEqual(['window']);
    expect(missing('page', { window: 'dates', from: '2026-11-20', to: '2026-11-19' })).toEqual(['window']);
    expect(missing('page', { window: 'dates', from: '2026-11-20', to: '2026-11-20' })).toEqual([]);
    expect(missing('event', { property: newProperty() })).toEqual(['property']);
    expect(missing('event', { property: { ...newProperty(), key: 'k', operator: 'less', value: 'x' } })).toEqual([
      'property',
    ]);
    expect(missing('campaign', { window: 'ever' })).toEqual([]);
  });

  it('replaces and removes deep inside and leaves the rest alone', () => {
    const inner = newCondition('topic');
    const root = newGroup('all', [newGroup('any', [inner]), newCondition()]);
    const changed = replaceNode(root, inner.key, { ...inner, value: 'offers' });
    expect(JSON.stringify(changed)).toContain('offers');
    expect(changed.children[1]).toBe(root.children[1]);
    expect(replaceNode(root, inner.key, null).children[0]).toMatchObject({ children: [] });
  });
});
