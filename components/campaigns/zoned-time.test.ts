import { describe, expect, it } from 'vitest';
import { resolveZonedTime, toLocalInput } from '@/components/campaigns/zoned-time';

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
