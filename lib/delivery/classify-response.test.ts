import { describe, expect, it } from 'vitest';
import { backOffMs, MAX_BACK_OFF_MS, parseRetryAfter } from './back-off';
import { classifyResponse, type PushAnswer, type Verdict } from './classify-response';

const FCM = 'fcm.googleapis.com';
const MOZILLA = 'updates.push.services.mozilla.com';
const APPLE = 'web.push.apple.com';
const WNS = 'par02p.notify.windows.com';
const OLD = 86_400_000;
const YOUNG = 60_000;

const errno = (code: number, number: number) => JSON.stringify({ code, errno: number, error: 'x', message: 'y' });
const retry = (scope: 'row' | 'origin', reason: string, afterMs: number | null = null): Verdict => ({
  outcome: 'retry',
  scope,
  reason,
  afterMs,
});
const gone = (reason = 'gone'): Verdict => ({ outcome: 'gone', reason });
const mismatch: Verdict = { outcome: 'key_mismatch', reason: 'key_mismatch' };
const tooLarge: Verdict = { outcome: 'too_large', reason: 'too_large' };
const fault = (scope: 'run' | 'site', reason: string): Verdict => ({ outcome: 'fault', scope, reason });

// name, host, status, body, headers, age, verdict: one row per row of delivery.md §2 and more.
type Row = [string, string, number, string, Record<string, string>, number, Verdict];
const TABLE: Row[] = [
  ['created', FCM, 201, '', {}, OLD, { outcome: 'accepted' }],
  ['ok', MOZILLA, 200, '', {}, OLD, { outcome: 'accepted' }],
  ['accepted by WNS', WNS, 201, '', { 'x-wns-status': 'received' }, OLD, { outcome: 'accepted' }],
  ['dropped by WNS', WNS, 201, '', { 'x-wns-status': 'dropped' }, OLD, { outcome: 'rejected', reason: 'wns_dropped' }],
  ['WNS headers from another host', FCM, 201, '', { 'x-wns-status': 'dropped' }, OLD, { outcome: 'accepted' }],
  [
    'WNS channel throttled',
    WNS,
    201,
    '',
    { 'x-wns-status': 'channelThrottled', 'x-wns-continue-after': '30' },
    OLD,
    retry('row', 'wns_channel_throttled', 30_000),
  ],
  ['redirect', FCM, 302, '', { location: 'http://127.0.0.1/' }, OLD, fault('run', 'redirect')],
  ['permanent redirect', MOZILLA, 308, '', {}, OLD, fault('run', 'redirect')],
  ['Apple: other key, 400', APPLE, 400, '{"reason":"VapidPkHashMismatch"}', {}, OLD, mismatch],
  ['Apple: other key, 403', APPLE, 403, '{"reason":"VapidPkHashMismatch"}', {}, OLD, mismatch],
  [
    'FCM: other key',
    FCM,
    403,
    'the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.',
    {},
    OLD,
    mismatch,
  ],
  ['autopush 109', MOZILLA, 401, errno(401, 109), {}, OLD, mismatch],
  ['bad TTL', WNS, 400, 'bad ttl', {}, OLD, fault('run', 'bad_request')],
  ['bad header of autopush', MOZILLA, 400, errno(400, 110), {}, OLD, fault('run', 'bad_request')],
  ['unauthorised', MOZILLA, 401, errno(401, 108), {}, OLD, fault('site', 'refused_401')],
  ['Apple: bad token', APPLE, 403, '{"reason":"BadJwtToken"}', {}, OLD, fault('site', 'refused_403')],
  ['forbidden', FCM, 403, '', {}, OLD, fault('site', 'refused_403')],
  ['not found', FCM, 404, '', {}, OLD, gone('not_found')],
  ['not found, young', FCM, 404, '', {}, YOUNG, gone('not_found')],
  ['autopush 102', MOZILLA, 404, errno(404, 102), {}, YOUNG, gone('not_found')],
  ['gone', FCM, 410, '', {}, OLD, gone()],
  ['gone, young', FCM, 410, '', {}, YOUNG, retry('row', 'gone_too_early', 540_000)],
  ['gone at ten minutes to the millisecond', FCM, 410, '', {}, 600_000, gone()],
  ['gone, of a day that has not come', FCM, 410, '', {}, -2_300_000_000_000, gone()],
  ['autopush 103', MOZILLA, 410, errno(410, 103), {}, OLD, gone()],
  ['autopush 105', MOZILLA, 404, errno(404, 105), {}, OLD, gone()],
  ['autopush 106', MOZILLA, 410, errno(410, 106), {}, YOUNG, retry('row', 'gone_too_early', 540_000)],
  ['WNS throttle', WNS, 406, '', {}, OLD, retry('origin', 'throttled')],
  ['too large', APPLE, 413, '', {}, OLD, tooLarge],
  ['autopush 104', MOZILLA, 413, errno(413, 104), {}, OLD, tooLarge],
  ['FCM above 4096', FCM, 400, 'Message payload exceeds 4096 bytes', {}, OLD, tooLarge],
  ['rate limit, seconds', FCM, 429, '', { 'retry-after': '120' }, OLD, retry('origin', 'rate_limited', 120_000)],
  ['rate limit, Apple', APPLE, 429, '{"reason":"TooManyRequests"}', {}, OLD, retry('row', 'rate_limited')],
  [
    'rate limit, for ever',
    FCM,
    429,
    '',
    { 'retry-after': '9e9' },
    OLD,
    retry('origin', 'rate_limited', MAX_BACK_OFF_MS),
  ],
  ['rate limit, negative', FCM, 429, '', { 'retry-after': '-1' }, OLD, retry('origin', 'rate_limited')],
  ['timeout of theirs', FCM, 408, '', {}, OLD, retry('row', 'server_408')],
  ['500', FCM, 500, '', {}, OLD, retry('row', 'server_500')],
  ['502', FCM, 502, '<html>', {}, OLD, retry('row', 'server_502')],
  ['504', FCM, 504, '', {}, OLD, retry('row', 'server_504')],
  ['503', FCM, 503, '', { 'retry-after': '5' }, OLD, retry('origin', 'unavailable', 5_000)],
  [
    '503 until an instant, by the clock of who says it',
    FCM,
    503,
    '',
    { 'retry-after': 'Sat, 21 Nov 2026 10:01:00 GMT', date: 'Sat, 21 Nov 2026 10:00:00 GMT' },
    OLD,
    retry('origin', 'unavailable', 60_000),
  ],
  ['507', FCM, 507, '', {}, OLD, retry('row', 'server_507')],
  ['405', FCM, 405, '', {}, OLD, fault('run', 'unexpected_405')],
  ['a body full of hostile text', FCM, 400, '{"errno":'.repeat(900), {}, OLD, fault('run', 'bad_request')],
];

describe('classifyResponse', () => {
  it.each(TABLE)('%s', (_name, host, status, body, headers, subscriptionAgeMs, verdict) => {
    const answer: PushAnswer = { host, status, body, headers, subscriptionAgeMs };
    expect(classifyResponse(answer)).toEqual(verdict);
  });

  it('never drops a subscription for a fault of ours or of the push service', () => {
    for (let status = 200; status < 600; status++) {
      const { outcome } = classifyResponse({ host: FCM, status, body: '', headers: {}, subscriptionAgeMs: OLD });
      expect(outcome === 'gone', String(status)).toBe(status === 404 || status === 410);
    }
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  it.each([
    ['30', 30_000],
    ['0', 0],
    ['1.5', 1_500],
    [' 7 ', 7_000],
    ['Sat, 21 Nov 2026 10:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['Sun, 21 Nov 2027 10:00:00 GMT', MAX_BACK_OFF_MS],
    ['9e9', MAX_BACK_OFF_MS],
    ['Infinity', MAX_BACK_OFF_MS],
    ['-1', null],
    ['', null],
    ['soon', null],
    ['NaN', null],
    ['Monday, never', null],
  ])('%j → %s', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});

describe('backOffMs', () => {
  it('doubles its ceiling and stops at an hour, with full jitter below', () => {
    expect([1, 2, 3, 4].map((attempts) => backOffMs(attempts, 0.999999))).toEqual([1_999, 3_999, 7_999, 15_999]);
    expect(backOffMs(40, 0.99999999999)).toBe(MAX_BACK_OFF_MS - 1);
    expect(backOffMs(1_000, 0)).toBe(0);
  });
});
