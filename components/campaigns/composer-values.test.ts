import { describe, expect, it } from 'vitest';
import {
  EMPTY_VALUES,
  nameFromTitle,
  toAudience,
  toDraft,
  toMessage,
  toTtlSeconds,
  toValues,
} from '@/components/campaigns/composer-values';
import { findProblems } from '@/components/campaigns/find-problems';
import { CampaignDraftInput, type CampaignView } from '@/lib/contracts/campaigns';
import { MessageInput } from '@/lib/contracts/messages';

const complete = { ...EMPTY_VALUES, name: 'Sale', title: 'Sale', url: 'https://shop.test/' };
const now = new Date('2027-03-01T12:00:00Z');
const paths = (values: typeof complete) =>
  findProblems(values, MessageInput, 'Europe/Berlin', now).map((problem) => problem.path);

describe('findProblems', () => {
  it('lets a complete message go', () => expect(findProblems(complete, MessageInput, 'UTC', now)).toEqual([]));

  it('names each field that is missing or wrong', () => {
    expect(paths({ ...EMPTY_VALUES })).toEqual(['title', 'url']);
    expect(paths({ ...complete, url: 'javascript:alert(1)' })).toEqual(['url']);
    expect(paths({ ...complete, buttons: [{ title: '', url: 'x' }] })).toEqual(['buttons.0.title', 'buttons.0.url']);
    expect(paths({ ...complete, renotify: true })).toEqual(['renotify']);
    expect(paths({ ...complete, silent: true, vibrate: 'short' })).toEqual(['vibrate']);
    expect(paths({ ...complete, ttlAmount: '29' })).toEqual(['ttl']);
    expect(paths({ ...complete, throttle: '0' })).toEqual(['throttle']);
    expect(paths({ ...complete, throttle: 'fast' })).toEqual(['throttle']);
    expect(paths({ ...complete, audienceKind: 'segments' })).toEqual(['audience']);
  });

  it('calls an empty link missing, not malformed', () => {
    const problems = findProblems(
      { ...complete, url: ' ', buttons: [{ title: 'Go', url: '' }] },
      MessageInput,
      'UTC',
      now,
    );
    expect(problems.map((problem) => problem.message)).toEqual(['is required', 'is required']);
  });

  it('refuses a send time that is missing, past, in a DST gap or years ahead', () => {
    const at = (sendAtLocal: string) =>
      findProblems({ ...complete, when: 'later', sendAtLocal }, MessageInput, 'Europe/Berlin', now);
    expect(at('')[0]?.message).toMatch(/not chosen/);
    expect(at('2027-02-01T09:00')[0]?.message).toMatch(/past/);
    expect(at('2027-03-28T02:30')[0]?.message).toMatch(/clocks go forward.*03:00/);
    expect(at('9999-01-01T09:00')[0]?.message).toMatch(/a year/);
    expect(at('2027-03-28T03:30')).toEqual([]);
  });
});

describe('toDraft', () => {
  it('names a draft by its title, never with half of an emoji', () => {
    const last = { audience: { all: true as const }, ttlSeconds: 60 };
    const named = (title: string) => toDraft({ ...EMPTY_VALUES, title }, last, 'UTC').name;
    expect(named('Sale 🎉')).toBe('Sale 🎉');
    expect(named(`${'x'.repeat(119)}🎉`)).toBe('x'.repeat(119));
    expect(named(`${'x'.repeat(118)}🎉🎉`)).toBe(`${'x'.repeat(118)}🎉`);
  });

  const last = { audience: { include: ['seg_1'] }, ttlSeconds: 600 };

  it('gives what the contract takes, however little is filled in', () => {
    const draft = toDraft({ ...EMPTY_VALUES, audienceKind: 'segments', ttlAmount: 'x' }, last, 'UTC');
    expect(CampaignDraftInput.parse(draft)).toMatchObject({ name: 'Untitled campaign', ...last, sendAt: null });
  });

  it('keeps the time saved last while another is half typed: a reload must not make it "now"', () => {
    const at = { ...last, sendAt: '2027-06-01T07:00:00.000Z' };
    const later = { ...complete, when: 'later' as const };
    expect(toDraft({ ...later, sendAtLocal: '' }, at, 'Europe/Berlin').sendAt).toBe(at.sendAt);
    expect(toDraft({ ...later, sendAtLocal: '2027-03-28T02:30' }, at, 'Europe/Berlin').sendAt).toBe(at.sendAt);
    expect(toDraft(complete, at, 'Europe/Berlin').sendAt).toBe(null);

    const weekly = { ...complete, when: 'recurring' as const };
    const { schedule } = toDraft(weekly, last, 'Europe/Berlin');
    expect(schedule).toMatchObject({ kind: 'recurring' });
    const without = { ...weekly, weekdays: [] };
    expect(toDraft(without, { ...last, schedule }, 'Europe/Berlin').schedule).toBe(schedule);
    expect(toDraft({ ...without, when: 'local' }, { ...last, schedule }, 'Europe/Berlin').schedule).toBe(null);
  });

  it('comes back as it was saved', () => {
    const values = {
      ...complete,
      body: 'Now',
      buttons: [{ title: 'Go', url: 'https://shop.test/a' }],
      utm: { ...EMPTY_VALUES.utm, source: 'belfry' },
      vibrate: 'double' as const,
      ttlAmount: '36',
      ttlUnit: 'hours' as const,
      throttle: '6000',
      ambiguityPolicy: 'skip' as const,
      audienceKind: 'segments' as const,
      include: ['seg_1'],
      exclude: ['seg_2'],
      when: 'later' as const,
      sendAtLocal: '2027-06-01T09:00',
    };
    const draft = toDraft(values, last, 'Europe/Berlin');
    expect(draft.sendAt).toBe('2027-06-01T07:00:00.000Z');
    const view = { ...draft, id: 'cmp_1', status: 'draft' } as unknown as CampaignView;
    expect(toValues(view, 'Europe/Berlin')).toEqual(values);
  });
});

it('keeps an audience that only the API can make', () => {
  const view = { message: {}, translations: {}, audience: { subscriberIds: ['sub_1'] }, ttlSeconds: 60, sendAt: null };
  expect(toAudience(toValues(view as unknown as CampaignView, 'UTC'))).toEqual({ subscriberIds: ['sub_1'] });
});

it('leaves out what is empty', () => {
  expect(toMessage(complete)).not.toHaveProperty('icon');
  expect(toMessage(complete)).not.toHaveProperty('utm');
  expect(toTtlSeconds({ ttlAmount: '0', ttlUnit: 'days' })).toBeNull();
});

it.each([
  ['Hi {{ tags.name | default: "there" }}, fresh beans', 'Hi there, fresh beans'],
  ["Hi {{ tags['first name'] | default: 'you' | upcase }}!", 'Hi you!'],
  ['Hi {{ tags.name }}, {% if os %}beans{% endif %}', 'Hi, beans'],
  ['{{ tags.name }}', ''],
  ['Half {{ written', 'Half {{ written'],
  [`${'a'.repeat(119)}☕🎉`, `${'a'.repeat(119)}☕`],
])('calls a campaign by its title as an unknown person reads it: %j, %j', (title, name) => {
  expect(nameFromTitle(title)).toBe(name);
});
