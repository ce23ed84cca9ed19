import { describe, expect, it } from 'vitest';
import type { AbTestResult } from '@/lib/contracts/ab-tests';
import { renderDates, renderVariants } from './render-campaign';
import { renderGoals, renderSegments } from './render-lists';
import { renderOverview } from './render-overview';

const lines = (csv: string) => csv.trim().split('\r\n');

const GOAL = {
  id: 'goal_1',
  name: '=SUM(A1)',
  event: 'order_placed',
  valueProperty: 'total',
  currency: 'EUR',
  windowHours: 24,
  createdAt: '2027-01-31T09:00:00.000Z',
  updatedAt: '2027-01-31T09:00:00.000Z',
};

describe('goals as a file', () => {
  it('have a row for each currency, and one without any', () => {
    const revenue = [
      { currency: 'EUR', amount: '0.3' },
      { currency: 'USD', amount: '10' },
    ];
    const csv = renderGoals(
      [
        { ...GOAL, lately: { conversions: 4, revenue } },
        { ...GOAL, id: 'goal_2', name: 'Cart', lately: { conversions: 0, revenue: [] } },
      ],
      'csv',
    );
    expect(lines(csv)).toEqual([
      'id,name,event,valueProperty,currency,windowHours,createdAt,conversions30Days,amount30Days,amountCurrency',
      'goal_1,"\'=SUM(A1)",order_placed,total,EUR,24,2027-01-31T09:00:00.000Z,4,0.3,EUR',
      'goal_1,"\'=SUM(A1)",order_placed,total,EUR,24,2027-01-31T09:00:00.000Z,4,10,USD',
      'goal_2,Cart,order_placed,total,EUR,24,2027-01-31T09:00:00.000Z,0,,',
    ]);
  });
});

it('segments have their sentence and how many are in them, as the page has', () => {
  const at = '2027-01-31T09:00:00.000Z';
  const segment = { id: 'seg_1', name: 'Germany', createdAt: at, updatedAt: at };
  const rule = { field: 'country', operator: 'is', values: ['DE'] } as const;
  const listed = [
    {
      ...segment,
      rule: { ...rule, values: ['DE'] },
      sentence: 'country is Germany',
      subscriberCount: 12,
      margin: null,
    },
    {
      ...segment,
      rule: { ...rule, values: ['DE'] },
      sentence: 'country is Germany',
      subscriberCount: null,
      margin: null,
    },
  ];
  expect(lines(renderSegments(listed, 'csv'))).toEqual([
    'id,name,sentence,subscriberCount,margin,rule,createdAt,updatedAt',
    `seg_1,Germany,country is Germany,12,,"{""field"":""country"",""operator"":""is"",""values"":[""DE""]}",${at},${at}`,
    `seg_1,Germany,country is Germany,,,"{""field"":""country"",""operator"":""is"",""values"":[""DE""]}",${at},${at}`,
  ]);
  expect(JSON.parse(renderSegments(listed, 'json'))[0]).toEqual(listed[0]);
});

describe('the tables of a campaign as files', () => {
  it('are its variants, with what is not known left empty', () => {
    const variant = (letter: string, accepted: number): AbTestResult['variants'][number] => ({
      variant: letter,
      audience: 10,
      pending: 10 - accepted,
      accepted,
      shown: accepted,
      clicked: 0,
      converted: null,
      clickRate: accepted > 0 ? 0 : null,
      conversionRate: null,
      low: null,
      high: null,
      bestProbability: 0.5,
    });
    const result = {
      variants: [variant('A', 0), variant('B', 10)],
      winner: 'B',
      goal: null,
    } as unknown as AbTestResult;
    expect(lines(renderVariants(result, 'csv'))).toEqual([
      'variant,audience,pending,accepted,shown,clicked,clickRate,goal,converted,conversionRate,low,high,bestProbability,isWinner',
      'A,10,10,0,0,0,,,,,,,0.5,false',
      'B,10,0,10,10,0,0,,,,,,0.5,true',
    ]);
  });

  it('are its past dates, with what became of each', () => {
    const past = [
      { at: '2027-02-01T08:00:00Z', status: 'sent' as const, audience: 9, accepted: 8, shown: 7, clicked: 1 },
      { at: '2027-01-25T08:00:00Z', status: 'missed' as const, audience: 0, accepted: 0, shown: 0, clicked: 0 },
    ];
    expect(JSON.parse(renderDates({ next: [], past }, 'json'))).toEqual(past);
  });
});

it('a list of the overview keeps what is not known as an empty value', () => {
  const overview = {
    activeCount: 12,
    growth: [],
    browsers: [],
    countries: [
      { value: 'DE', count: 9 },
      { value: null, count: 3 },
    ],
    languages: [],
    lastCampaigns: [],
    countedAt: '2027-01-31T09:00:00.000Z',
  };
  expect(lines(renderOverview(overview, 'countries', 'csv'))).toEqual([
    'value,count,activeCount,countedAt',
    'DE,9,12,2027-01-31T09:00:00.000Z',
    ',3,12,2027-01-31T09:00:00.000Z',
  ]);
});
