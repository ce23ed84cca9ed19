import type { SegmentRule } from '@/lib/contracts/segments';

/** Three rules that show what a segment can be: one field, several fields, and a nested choice. */
export const SAMPLE_SEGMENTS: { name: string; rule: SegmentRule }[] = [
  {
    name: 'German speakers',
    rule: { op: 'and', rules: [{ field: 'language', operator: 'is', values: ['de'] }] },
  },
  {
    name: 'On a phone, wants offers',
    rule: {
      op: 'and',
      rules: [
        { field: 'device', operator: 'is', values: ['mobile'] },
        { field: 'topic', operator: 'has', value: 'offers' },
      ],
    },
  },
  {
    name: 'Paying customers seen this month',
    rule: {
      op: 'and',
      rules: [
        {
          op: 'or',
          rules: [
            { field: 'tag', key: 'plan', operator: 'is', value: 'plus' },
            { field: 'tag', key: 'plan', operator: 'is', value: 'team' },
          ],
        },
        { field: 'lastSeenAt', operator: 'within_days', days: 30 },
      ],
    },
  },
];
