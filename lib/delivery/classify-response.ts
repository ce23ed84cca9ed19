import { parseRetryAfter } from './back-off';
import { isWns } from './push-headers';

/** A push service's answer, as far as the decision needs it. */
export interface PushAnswer {
  /** Host of the endpoint. */
  host: string;
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** At most the first 8 KiB. */
  body: string;
  /** How long ago the subscription's endpoint was set. */
  subscriptionAgeMs: number;
}

export type Verdict =
  | { outcome: 'accepted' }
  /** Terminal; `gone` and `key_mismatch` also end or quarantine the subscription. */
  | { outcome: 'gone' | 'rejected' | 'key_mismatch'; reason: string }
  /** Once more with the compact variant, else rejected. */
  | { outcome: 'too_large'; reason: string }
  /** Once more later: this row, or everything for this push service. `afterMs` null: our back-off. */
  | { outcome: 'retry'; scope: 'row' | 'origin'; reason: string; afterMs: number | null }
  /** Needs a person: our bug (pause the origin for this run) or our configuration (pause the origin for the site). */
  | { outcome: 'fault'; scope: 'run' | 'site'; reason: string };

interface Rule {
  /** Status codes; null: any that no earlier rule took. */
  status: readonly number[] | null;
  /** Further condition; errno is autopush's number from the JSON body, 0 when there is none. */
  when?: (answer: PushAnswer, errno: number) => boolean;
  decide: (answer: PushAnswer) => Verdict;
}

/** RFC 8030 has no "try 410 again", but some services answer it for a moment after subscribing (delivery.md §2). */
const YOUNG_SUBSCRIPTION_MS = 600_000;

/** A date is read by the push service's own clock, which it says in its answer: ours may be wrong by hours. */
const retryAfter = ({ headers }: PushAnswer) =>
  parseRetryAfter(headers['retry-after'], Date.parse(headers.date ?? '') || Date.now());
const header = (answer: PushAnswer, name: string) => answer.headers[name]?.trim().toLowerCase();

/** Waits for a young subscription until it is old enough to be believed gone. An imported date may lie years ahead. */
function goneUnlessYoung(reason: string) {
  return (answer: PushAnswer): Verdict =>
    Math.abs(answer.subscriptionAgeMs) < YOUNG_SUBSCRIPTION_MS
      ? {
          outcome: 'retry',
          scope: 'row',
          reason: 'gone_too_early',
          afterMs: YOUNG_SUBSCRIPTION_MS - answer.subscriptionAgeMs,
        }
      : { outcome: 'gone', reason };
}

const isMismatch = ({ body }: PushAnswer) =>
  body.includes('VapidPkHashMismatch') || /credentials .{0,120}do(es)? not correspond/s.test(body);

/** The decision table of delivery.md §2, first match wins. */
const RULES: readonly Rule[] = [
  {
    status: range(200, 299),
    when: (answer) => isWns(answer.host) && header(answer, 'x-wns-status') === 'dropped',
    decide: () => ({ outcome: 'rejected', reason: 'wns_dropped' }),
  },
  {
    status: range(200, 299),
    when: (answer) => isWns(answer.host) && header(answer, 'x-wns-status') === 'channelthrottled',
    decide: (answer) => ({
      outcome: 'retry',
      scope: 'row',
      reason: 'wns_channel_throttled',
      afterMs: parseRetryAfter(answer.headers['x-wns-continue-after']),
    }),
  },
  { status: range(200, 299), decide: () => ({ outcome: 'accepted' }) },
  { status: range(300, 399), decide: () => ({ outcome: 'fault', scope: 'run', reason: 'redirect' }) },

  {
    status: [401],
    when: (_, errno) => errno === 109,
    decide: () => ({ outcome: 'key_mismatch', reason: 'key_mismatch' }),
  },
  { status: [400, 401, 403], when: isMismatch, decide: () => ({ outcome: 'key_mismatch', reason: 'key_mismatch' }) },

  // autopush's errno says more than its status (https://mozilla-push-service.readthedocs.io, "error codes").
  {
    status: range(400, 599),
    when: (_, errno) => errno === 102,
    decide: () => ({ outcome: 'gone', reason: 'not_found' }),
  },
  { status: range(400, 599), when: (_, errno) => [103, 105, 106].includes(errno), decide: goneUnlessYoung('gone') },
  {
    status: range(400, 599),
    when: (_, errno) => errno === 104,
    decide: () => ({ outcome: 'too_large', reason: 'too_large' }),
  },
  {
    status: [400],
    when: ({ body }) => /payload|message|body|content/i.test(body) && /too (large|big|long)|exceed|4096/i.test(body),
    decide: () => ({ outcome: 'too_large', reason: 'too_large' }),
  },

  { status: [400], decide: () => ({ outcome: 'fault', scope: 'run', reason: 'bad_request' }) },
  { status: [401, 403], decide: (answer) => ({ outcome: 'fault', scope: 'site', reason: `refused_${answer.status}` }) },
  { status: [404], decide: () => ({ outcome: 'gone', reason: 'not_found' }) },
  { status: [410], decide: goneUnlessYoung('gone') },
  { status: [406], decide: (answer) => retry('origin', 'throttled', retryAfter(answer)) },
  { status: [408, 500, 502, 504], decide: (answer) => retry('row', `server_${answer.status}`, retryAfter(answer)) },
  { status: [413], decide: () => ({ outcome: 'too_large', reason: 'too_large' }) },
  {
    status: [429],
    // Apple limits per device, everyone else per sender.
    decide: (answer) =>
      retry(answer.host.endsWith('.push.apple.com') ? 'row' : 'origin', 'rate_limited', retryAfter(answer)),
  },
  { status: [503], decide: (answer) => retry('origin', 'unavailable', retryAfter(answer)) },
  { status: range(500, 599), decide: (answer) => retry('row', `server_${answer.status}`, retryAfter(answer)) },
  // 405, 411, 415 …: the request itself is wrong, so is the next one.
  { status: null, decide: (answer) => ({ outcome: 'fault', scope: 'run', reason: `unexpected_${answer.status}` }) },
];

/** What a push service's answer means for the row, the subscription and the push service. Pure. */
export function classifyResponse(answer: PushAnswer): Verdict {
  const errno = readErrno(answer.body);
  for (const rule of RULES) {
    const applies = rule.status === null || rule.status.includes(answer.status);
    if (applies && (rule.when?.(answer, errno) ?? true)) return rule.decide(answer);
  }
  return { outcome: 'fault', scope: 'run', reason: `unexpected_${answer.status}` };
}

/** autopush answers `{"code":404,"errno":102,…}`. */
function readErrno(body: string): number {
  return Number(/"errno"\s*:\s*(\d{1,4})\b/.exec(body)?.[1] ?? 0);
}

function retry(scope: 'row' | 'origin', reason: string, afterMs: number | null): Verdict {
  return { outcome: 'retry', scope, reason, afterMs };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
