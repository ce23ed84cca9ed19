import { isDeepStrictEqual } from 'node:util';
import { MAX_TAGS } from '@/lib/contracts/subscribers';
import { TOO_MANY_TAGS } from '@/lib/subscribers/too-many-tags';
import type { TagValue } from './read-cell';
import type { ImportedRow, RefusedRow, RowFields } from './read-row';

/** A subscriber that is there, as far as imports know it. */
export interface StoredSubscriber {
  id: bigint;
  endpointHash: Buffer;
  p256dh: Buffer;
  auth: Buffer;
  externalId: string | null;
  tags: Record<string, TagValue>;
  topics: string[];
  language: string | null;
  timezone: string | null;
  country: string | null;
  isTest: boolean;
}

/** Values by field, a tag as `tag:plan`; null: there was none. */
export type ChangedValues = Record<string, TagValue | string[] | null>;

/** A subscriber as the rows have made it, with what they changed. */
export interface ChangedSubscriber {
  now: StoredSubscriber;
  before: ChangedValues;
  after: ChangedValues;
}

export interface NewSubscriber {
  row: ImportedRow & { subscription: NonNullable<ImportedRow['subscription']> };
  vapidKeyId: bigint;
}

export interface Decision {
  created: NewSubscriber[];
  changed: ChangedSubscriber[];
  updatedCount: number;
  unchangedCount: number;
  refused: (RefusedRow & { field: string })[];
}

export interface Surroundings {
  /** Whom each row is about, of those that are there. */
  found: (row: ImportedRow) => readonly StoredSubscriber[];
  /** By public key (base64url); the empty string is the pair of rows that name none. */
  vapidKeys: ReadonlyMap<string, bigint>;
}

/** What rows of which no two are about the same would do. Pure. */
export function decideRows(rows: readonly ImportedRow[], { found, vapidKeys }: Surroundings): Decision {
  const decision: Decision = { created: [], changed: [], updatedCount: 0, unchangedCount: 0, refused: [] };
  const drafts = new Map<bigint, ChangedSubscriber>();
  for (const row of rows) {
    const refuse = (field: string, message: string) =>
      decision.refused.push({ line: row.line, cells: row.cells, column: '', field, message });
    const stored = found(row);
    const { subscription } = row;
    if (subscription === null && stored.length === 0) {
      refuse(fieldOf(row), 'names nobody of this site');
      continue;
    }
    if (subscription !== null && stored[0] === undefined) {
      const vapidKeyId = vapidKeys.get(subscription.vapidPublicKey ?? '');
      if (vapidKeyId === undefined) refuse('vapidPublicKey', 'is no key of this site');
      else decision.created.push({ row: { ...row, subscription }, vapidKeyId });
      continue;
    }
    if (subscription !== null && stored[0] !== undefined && !hasKeys(stored[0], subscription.keys)) {
      refuse('endpoint', 'is registered with other keys');
      continue;
    }
    const own = stored.map((each) => drafts.get(each.id) ?? { now: each, before: {}, after: {} });
    const next = own.map((draft) => applyFields(draft, row.fields));
    if (next.some((draft, i) => isTooMany(draft, own[i]))) {
      refuse('tags', TOO_MANY_TAGS);
      continue;
    }
    if (next.every((draft, i) => draft === own[i])) decision.unchangedCount++;
    else decision.updatedCount++;
    for (const draft of next) drafts.set(draft.now.id, draft);
  }
  decision.changed = [...drafts.values()].filter(({ after }) => Object.keys(after).length > 0);
  return decision;
}

function fieldOf({ target }: ImportedRow): string {
  if ('externalId' in target) return 'externalId';
  return 'subscriberId' in target ? 'subscriberId' : 'endpoint';
}

function hasKeys(stored: StoredSubscriber, keys: { p256dh: Buffer; auth: Buffer }): boolean {
  return stored.p256dh.equals(keys.p256dh) && stored.auth.equals(keys.auth);
}

/** Who has too many from elsewhere may still be changed otherwise. */
function isTooMany(next: ChangedSubscriber, before: ChangedSubscriber | undefined): boolean {
  const count = Object.keys(next.now.tags).length;
  return count > MAX_TAGS && count > Object.keys(before?.now.tags ?? {}).length;
}

/** @returns the same draft when nothing is new */
function applyFields(draft: ChangedSubscriber, fields: RowFields): ChangedSubscriber {
  const changes = changesOf(draft.now, fields);
  if (changes.length === 0) return draft;
  const next = {
    now: { ...draft.now, tags: { ...draft.now.tags } },
    before: { ...draft.before },
    after: { ...draft.after },
  };
  for (const [name, was, is] of changes) {
    if (!Object.hasOwn(next.before, name)) next.before[name] = was;
    next.after[name] = is;
    if (name.startsWith('tag:')) next.now.tags[name.slice(4)] = is as TagValue;
    else Object.assign(next.now, { [name]: is });
  }
  return next;
}

type Change = [name: string, was: ChangedValues[string], is: ChangedValues[string]];

function changesOf(now: StoredSubscriber, fields: RowFields): Change[] {
  const changes: Change[] = [];
  for (const [tag, value] of Object.entries(fields.tags)) {
    const was = Object.hasOwn(now.tags, tag) ? (now.tags[tag] ?? null) : null;
    if (was !== value) changes.push([`tag:${tag}`, was, value]);
  }
  for (const name of ['externalId', 'topics', 'language', 'timezone', 'country', 'isTest'] as const) {
    const value = fields[name];
    if (value !== undefined && !isDeepStrictEqual(now[name], value)) changes.push([name, now[name], value]);
  }
  return changes;
}

/** All that an import tells of a subscriber that it makes, as `after` of its change. */
export function valuesOf({ tags, ...fields }: RowFields): ChangedValues {
  const values: ChangedValues = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) values[name] = value;
  for (const [tag, value] of Object.entries(tags)) values[`tag:${tag}`] = value;
  return values;
}
