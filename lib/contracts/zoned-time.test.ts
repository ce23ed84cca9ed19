import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { firstInstantAt, resolveZonedTime, toLocalInput } from './zoned-time';

describe('resolveZonedTime', () => {
  it('reads an ordinary time in its zone', () => {
    const result = resolveZonedTime('2027-01-12T09:00', 'Europe/Berlin');
    expect(result).toEqual({ ok: true, at: new Date('2027-01-12T08:00:00Z'), isRepeated: false });
  });

  it('refuses a time that the clocks skip and names the next one that exists', () => {
    expect(resolveZonedTime('2027-03-28T02:30', 'Europe/Berlin')).toEqual({
      ok: false,
      problem: 'gap',
      nextValid: '03:00',
    });
    expect(resolveZonedTime('2027-03-14T02:00', 'America/New_York')).toMatchObject({
      problem: 'gap',
      nextValid: '03:00',
    });
    // Lord Howe Island jumps by half an hour only.
    expect(resolveZonedTime('2027-10-03T02:15', 'Australia/Lord_Howe')).toMatchObject({ nextValid: '02:30' });
  });

  it('takes the first of two instants when the clocks go back', () => {
    const result = resolveZonedTime('2027-10-31T02:30', 'Europe/Berlin');
    expect(result).toEqual({ ok: true, at: new Date('2027-10-31T00:30:00Z'), isRepeated: true });
  });

  it('refuses what is no date', () => {
    for (const local of ['', '2027-02-31T10:00', '2027-13-01T10:00', 'tomorrow', '2027-01-01T24:30'])
      expect(resolveZonedTime(local, 'UTC')).toMatchObject({ ok: false, problem: 'unreadable' });
  });

  it('is the inverse of toLocalInput', () => {
    for (const zone of ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia']) {
      const at = new Date('2027-06-15T11:45:00Z');
      expect(resolveZonedTime(toLocalInput(at, zone), zone)).toMatchObject({ ok: true, at });
    }
  });
});

describe('firstInstantAt', () => {
  it('takes the end of a gap, and the first of a time that happens twice', () => {
    expect(firstInstantAt('2027-03-28T02:30', 'Europe/Berlin')).toEqual(new Date('2027-03-28T01:00:00Z'));
    expect(firstInstantAt('2027-10-03T02:15', 'Australia/Lord_Howe')).toEqual(new Date('2027-10-02T15:30:00Z'));
    expect(firstInstantAt('2027-10-31T02:30', 'Europe/Berlin')).toEqual(new Date('2027-10-31T00:30:00Z'));
    // Samoa had no 30 December 2011.
    expect(firstInstantAt('2011-12-30T09:00', 'Pacific/Apia')).toEqual(new Date('2011-12-30T10:00:00Z'));
    expect(() => firstInstantAt('2027-02-31T09:00', 'UTC')).toThrow(RangeError);
    expect(() => firstInstantAt('2027-02-03T09:00', 'Mars/Base')).toThrow(RangeError);
  });

  it("is the first minute at which Postgres' clock of the zone shows that time or later", async () => {
    const zones = [
      ...[
        'Europe/Paris',
        'Europe/London',
        'Europe/Chisinau',
        'America/New_York',
        'America/Sao_Paulo',
        'Asia/Kathmandu',
      ],
      ...['America/St_Johns', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Pacific/Kiritimati', 'UTC'],
      ...['Pacific/Apia', 'Asia/Tehran', 'Asia/Gaza', 'Africa/Casablanca', 'Pacific/Pago_Pago', 'Asia/Pyongyang'],
    ];
    // Half of the times lie about a change of the zone's clocks, where the rule matters.
    const changes = await pool.query<{ zone: string; minute: number }>(
      `SELECT zone, (extract(epoch FROM at AT TIME ZONE zone) / 60)::int AS minute
       FROM unnest($1::text[]) zone, generate_series('2011-01-01'::timestamptz, '2023-01-01', '1 hour') at
       WHERE (at AT TIME ZONE zone) - ((at - interval '1 hour') AT TIME ZONE zone) <> interval '1 hour'`,
      [zones],
    );
    expect(changes.rows.length).toBeGreaterThan(200);
    const about = fc
      .tuple(fc.constantFrom(...changes.rows), fc.integer({ min: -200, max: 200 }))
      .map(([{ zone, minute }, distance]) => ({ zone, minute: minute + distance }));
    const any = fc.record({
      zone: fc.constantFrom(...zones),
      minute: fc.integer({ min: Date.UTC(2011, 0) / 60_000, max: Date.UTC(2023, 0) / 60_000 }),
    });
    const property = fc.asyncProperty(fc.oneof(about, any), async ({ zone, minute }) => {
      const local = new Date(minute * 60_000).toISOString().slice(0, 16);
      const { rows } = await pool.query<{ at: Date; quarters: { at: string; clock: string }[] }>(
        `WITH minutes AS (
           SELECT at, at AT TIME ZONE $1 AS clock FROM generate_series(
             $2::timestamptz - interval '30 hours', $2::timestamptz + interval '30 hours', interval '1 minute') at
         )
         SELECT min(at) FILTER (WHERE clock >= $2::timestamptz AT TIME ZONE 'UTC'
             AND clock < $2::timestamptz AT TIME ZONE 'UTC' + interval '25 hours') AS at,
           json_agg(json_build_object('at', at, 'clock', to_char(clock, 'YYYY-MM-DD"T"HH24:MI')))
             FILTER (WHERE extract(minute FROM at)::int % 15 = 0) AS quarters
         FROM minutes`,
        [zone, new Date(minute * 60_000).toISOString()],
      );
      // Node and Postgres bring their own copies of the time zone database, of different age: where they disagree about
      // the clock itself (Moldova's changes of 2022, say), neither can judge the other.
      const agree = rows[0]?.quarters.every(({ at, clock }) => toLocalInput(new Date(at), zone) === clock);
      fc.pre(agree === true);
      expect(firstInstantAt(local, zone)).toEqual(rows[0]?.at);
    });
    await fc.assert(property, { numRuns: 400, examples: [[{ zone: 'Europe/Chisinau', minute: 27472559 }]] });
  }, 60_000);
});
