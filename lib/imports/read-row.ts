import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { ImportField, ImportSource } from '@/lib/contracts/imports';
import { ExternalId, SUBSCRIBER_STATUSES, type SubscriberStatus, Tags, Topics } from '@/lib/contracts/subscribers';
import { countryCode, languageTag, text, timeZone } from '@/lib/contracts/text';
import { now } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';
import { tryDecodeId } from '@/lib/platform/ids';
import { checkEndpoint } from '@/lib/platform/push-hosts';
import { checkSubscription, type UsableSubscription } from '@/lib/subscribers/check-subscription';
import { kindOf, matchOf } from './detect-columns';
import { isFalse, isTrue, readDate, readTags, readTagValue, readTopics, type TagValue, unguard } from './read-cell';
import type { UploadedRow } from './row-reader.types';

/** What rows may change of a subscriber that is there. */
export interface RowFields {
  externalId?: string;
  tags: Record<string, TagValue>;
  topics?: string[];
  language?: string;
  timezone?: string;
  country?: string;
  isTest?: boolean;
}

/** What is told of a subscriber that is new. */
export interface RowFacts {
  status: SubscriberStatus;
  browser: string | null;
  browserVersion: string | null;
  os: string | null;
  device: string | null;
  sessionCount: number;
  subscribedAt: Date | null;
  lastSeenAt: Date | null;
  endedAt: Date | null;
}

export type RowTarget = { endpointHash: Buffer } | { subscriberId: string } | { externalId: string };

export interface ImportedRow {
  line: number;
  cells: readonly string[];
  target: RowTarget;
  /** The beginning of a hash of the target: rows with the same are about the same. */
  key: Buffer;
  fields: RowFields;
  /** Null: the row only changes who is there. */
  subscription: (UsableSubscription & { vapidPublicKey: string | null }) | null;
  facts: RowFacts;
}

export interface RefusedRow {
  line: number;
  cells: readonly string[];
  /** Name of the column; empty when it is about the row as a whole. */
  column: string;
  message: string;
}

export interface RowPlan {
  source: ImportSource;
  isCsv: boolean;
  columns: readonly { name: string; field: ImportField | string }[];
}

class Refusal extends Error {
  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** A row as its columns tell, checked as the subscribe and update routes check; or why it cannot be taken. */
export function readRow(plan: RowPlan, [line, cells]: UploadedRow): ImportedRow | RefusedRow {
  try {
    const count = plan.columns.length;
    if (plan.isCsv && cells.length !== count) {
      throw new Refusal('', `has ${cells.length} values, and the first line ${count}`);
    }
    return { line, cells, ...interpret(plan, cellsByField(plan, cells)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const column = plan.columns.find(({ field }) => field === error.field)?.name ?? '';
    return { line, cells, column, message: error.reason };
  }
}

/** Empty cells say nothing. */
function cellsByField({ columns, isCsv }: RowPlan, cells: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const [index, { field }] of columns.entries()) {
    if (field === 'ignore') continue;
    const cell = (cells[index] ?? '').trim();
    const value = isCsv ? unguard(cell) : cell;
    // `NULL` is how MySQL and phpMyAdmin write nothing.
    if (value !== '' && value !== 'NULL' && value !== '\\N') values.set(field, value);
  }
  return values;
}

function interpret({ source, columns }: RowPlan, values: ReadonlyMap<string, string>) {
  const fieldNames = columns.map(({ field }) => field);
  refuseOtherChannels(values.get('deviceType'));
  const fields = readFields(source, values);
  if (kindOf(fieldNames) === 'subscriptions') {
    const subscription = readSubscription(values);
    const target = { endpointHash: subscription.endpointHash };
    return { target, key: keyOf('endpoint', subscription.endpoint), fields, subscription, facts: readFacts(values) };
  }
  const { target, key } = readTarget(matchOf(fieldNames), values);
  if ('externalId' in target) delete fields.externalId;
  return { target, key, fields, subscription: null, facts: readFacts(values) };
}

function readSubscription(values: ReadonlyMap<string, string>) {
  for (const field of ['endpoint', 'p256dh', 'auth']) {
    if (!values.has(field)) throw new Refusal(field, 'is required');
  }
  // Standard base64 and padding, as some systems store it.
  const key = (field: string) => (values.get(field) ?? '').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  const [p256dh, auth] = [key('p256dh'), key('auth')];
  for (const [field, value] of Object.entries({ p256dh, auth })) {
    if (!/^[A-Za-z0-9_-]{1,100}$/.test(value)) throw new Refusal(field, 'must be base64url');
  }
  const checked = checkSubscription({ endpoint: values.get('endpoint') ?? '', keys: { p256dh, auth } }, '', {
    imported: true,
  });
  if ('problems' in checked) {
    const [problem] = checked.problems;
    throw new Refusal(problem?.path.replace('keys.', '') ?? '', problem?.message ?? 'is not valid');
  }
  const vapid = values.get('vapidPublicKey');
  return {
    ...checked,
    vapidPublicKey: vapid === undefined ? null : Buffer.from(vapid, 'base64url').toString('base64url'),
  };
}

function readTarget(match: 'endpoint' | 'subscriberId' | 'externalId', values: ReadonlyMap<string, string>) {
  const value = values.get(match);
  if (value === undefined) throw new Refusal(match, 'is empty, so that nothing says whom the row is about');
  const key = keyOf(match, value);
  if (match === 'endpoint') return { target: { endpointHash: hashEndpoint(value) }, key };
  if (match === 'externalId') return { target: { externalId: must('externalId', ExternalId, value) }, key };
  if (tryDecodeId('subscriber', value) === null) throw new Refusal(match, 'is not an id of a subscriber (sub_…)');
  return { target: { subscriberId: value }, key };
}

function hashEndpoint(endpoint: string): Buffer {
  try {
    const url = checkEndpoint(endpoint, { imported: true });
    return createHash('sha256').update(url.href).digest();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new Refusal('endpoint', error.fields[0]?.message ?? 'is not valid');
  }
}

const KEY_BYTES = 16;
const keyOf = (kind: string, value: string) =>
  createHash('sha256').update(`${kind}:${value}`).digest().subarray(0, KEY_BYTES);

function readFields(source: ImportSource, values: ReadonlyMap<string, string>): RowFields {
  const fields: RowFields = { tags: {} };
  const tags = values.get('tags');
  if (tags !== undefined) {
    const read = readTags(tags, source);
    if (!read) throw new Refusal('tags', 'must be a JSON object, or a list of names');
    fields.tags = must('tags', Tags, read);
  }
  for (const [field, value] of values) {
    if (!field.startsWith('tag:')) continue;
    Object.assign(fields.tags, must(field, Tags, { [field.slice(4)]: readTagValue(value) }));
  }
  const take = <K extends 'externalId' | 'topics' | 'language' | 'timezone' | 'country'>(
    field: K,
    schema: z.ZodType<RowFields[K]>,
    read: (value: string) => unknown = (value) => value,
  ) => {
    const value = values.get(field);
    if (value !== undefined) fields[field] = must(field, schema, read(value));
  };
  take('externalId', ExternalId);
  take('topics', Topics, readTopics);
  take('language', languageTag, (value) => value.replaceAll('_', '-'));
  take('timezone', timeZone);
  take('country', countryCode);
  const isTest = values.get('isTest');
  if (isTest !== undefined) fields.isTest = readFlag('isTest', isTest);
  return fields;
}

const short = text(1, 64);
/** Clocks go wrong, and a time without a zone is read as UTC. */
const CLOCK_SKEW_MS = 86_400_000;
const DEVICES = ['desktop', 'mobile', 'tablet', 'unknown'];

function readFacts(values: ReadonlyMap<string, string>): RowFacts {
  const name = (field: string) => {
    const value = values.get(field);
    return value === undefined ? null : must(field, short, value);
  };
  const date = (field: string) => {
    const value = values.get(field);
    if (value === undefined) return null;
    const read = readDate(value);
    if (!read) throw new Refusal(field, 'must be a date such as 2026-11-22 09:30:00 (UTC)');
    if (read.getTime() > now().getTime() + CLOCK_SKEW_MS) {
      throw new Refusal(field, 'is still to come: give the time at which it happened, or leave the cell empty');
    }
    return read;
  };
  const device = values.get('device')?.toLowerCase() ?? null;
  if (device !== null && !DEVICES.includes(device)) throw new Refusal('device', `must be one of ${DEVICES.join(', ')}`);
  return {
    status: readStatus(values),
    browser: name('browser'),
    browserVersion: name('browserVersion'),
    os: name('os'),
    device,
    sessionCount: readCount(values.get('sessionCount')),
    subscribedAt: date('subscribedAt'),
    lastSeenAt: date('lastSeenAt'),
    endedAt: date('endedAt'),
  };
}

function readStatus(values: ReadonlyMap<string, string>): SubscriberStatus {
  const gone = values.get('isGone');
  if (gone !== undefined && readFlag('isGone', gone)) return 'gone';
  const active = values.get('isActive');
  if (active !== undefined && !readFlag('isActive', active)) return 'unsubscribed';
  const status = values.get('status')?.toLowerCase();
  if (status === undefined || status === 'subscribed') return 'active';
  const known = SUBSCRIBER_STATUSES.find((each) => each === status);
  if (!known) throw new Refusal('status', `must be one of ${SUBSCRIBER_STATUSES.join(', ')}`);
  return known;
}

const MOST_SESSIONS = 2_147_483_647;

function readCount(value: string | undefined): number {
  if (value === undefined) return 1;
  if (!/^\d{1,10}$/.test(value)) throw new Refusal('sessionCount', 'must be a whole number');
  return Math.min(Number(value), MOST_SESSIONS);
}

function readFlag(field: string, value: string): boolean {
  if (isTrue(value)) return true;
  if (isFalse(value)) return false;
  throw new Refusal(field, 'must be true or false');
}

/** OneSignal's numbers of web push (documentation.onesignal.com/reference/csv-export); 7 is Safari's own older kind. */
const WEB_PUSH_TYPES = ['5', '8', '17', 'ChromePush', 'FirefoxPush', 'SafariPush', 'WindowsPush'];

function refuseOtherChannels(type: string | undefined): void {
  if (type !== undefined && !WEB_PUSH_TYPES.includes(type)) throw new Refusal('deviceType', 'is not web push');
}

function must<T>(field: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal(field, result.error.issues[0]?.message ?? 'is not valid');
}
