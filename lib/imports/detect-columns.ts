import {
  IMPORT_FIELDS,
  type ImportField,
  type ImportFormat,
  type ImportSource,
  isImportField,
} from '@/lib/contracts/imports';
import { isUnnamed } from './read-csv';

/** A header as it is compared: without case, spaces and signs. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Whose file it is, by columns that only theirs has together. */
export function detectSource(names: readonly string[]): ImportSource {
  const has = new Set(names.map((name) => name.toLowerCase()));
  const hasAll = (...wanted: string[]) => wanted.every((name) => has.has(name));
  if (hasAll('endpoint', 'p256dh', 'auth', 'vapidpublickey')) return 'belfry';
  // documentation.onesignal.com/reference/csv-export
  if (hasAll('identifier', 'device_type') || hasAll('identifier', 'session_count', 'last_active')) return 'onesignal';
  // perfecty-push-wp, lib/class-perfecty-push-lib-db.php
  if (hasAll('endpoint', 'key_auth', 'key_p256dh')) return 'perfecty';
  // pushpad.xyz/docs/rest_api
  if (hasAll('endpoint', 'p256dh', 'auth') && (has.has('uid') || has.has('project_id'))) return 'pushpad';
  return 'other';
}

/** What each column is taken to be; people may say otherwise. Each field is given once, tags aside. */
export function detectFields(source: ImportSource, names: readonly string[]): ImportField[] {
  const used = new Set<ImportField>();
  return names.map((name, index) => {
    // Nobody has named it: row numbers, or what a separator at the end of each line makes.
    const field = isUnnamed(name, index) ? 'ignore' : guess(source, name);
    // A name of blanks or with line breaks is no tag's.
    if (!isImportField(field) || (field !== 'ignore' && used.has(field))) return 'ignore';
    used.add(field);
    return field;
  });
}

function guess(source: ImportSource, name: string): ImportField {
  const own = OWN[source]?.[name.toLowerCase()];
  if (own) return own;
  const tag = /^tags?[.:_ ]\s*(\S.{0,63})$/i.exec(name)?.[1]?.trim();
  if (tag) return `tag:${tag}`;
  const known = KNOWN.get(plain(name));
  if (known) return known;
  // What nobody knows is likely somebody's own fact; in files of a known kind it is their system's.
  return source === 'other' && name.length <= 64 && !isPrivate(name) ? `tag:${name.trim()}` : 'ignore';
}

/** Columns whose names mean another thing in that file. */
const OWN: Partial<Record<ImportSource, Record<string, ImportField>>> = {
  belfry: { id: 'ignore' },
  onesignal: {
    id: 'ignore',
    identifier: 'endpoint',
    web_auth: 'auth',
    web_p256: 'p256dh',
    device_type: 'deviceType',
    // Seconds from UTC: a place cannot be told by it.
    timezone: 'ignore',
    device_os: 'ignore',
    tags: 'tags',
    invalid_identifier: 'isGone',
    created_at: 'subscribedAt',
    last_active: 'lastSeenAt',
    onesignal_id: 'ignore',
  },
  pushpad: { id: 'ignore', uid: 'externalId', last_click_at: 'ignore' },
  perfecty: { id: 'ignore', uuid: 'ignore', is_active: 'isActive', disabled: 'isGone' },
};

const KNOWN = new Map<string, ImportField>([
  ...IMPORT_FIELDS.map((field) => [plain(field), field] as const),
  ['id', 'subscriberId'],
  ['subscriber', 'subscriberId'],
  ['externaluserid', 'externalId'],
  ['userid', 'externalId'],
  ['customerid', 'externalId'],
  ['uid', 'externalId'],
  ['pushendpoint', 'endpoint'],
  ['subscriptionendpoint', 'endpoint'],
  ['keysp256dh', 'p256dh'],
  ['keyp256dh', 'p256dh'],
  ['p256', 'p256dh'],
  ['webp256', 'p256dh'],
  ['keysauth', 'auth'],
  ['keyauth', 'auth'],
  ['authkey', 'auth'],
  ['authtoken', 'auth'],
  ['webauth', 'auth'],
  ['applicationserverkey', 'vapidPublicKey'],
  ['vapidkey', 'vapidPublicKey'],
  ['topic', 'topics'],
  ['lang', 'language'],
  ['locale', 'language'],
  ['tz', 'timezone'],
  ['timezoneid', 'timezone'],
  ['countrycode', 'country'],
  ['createdat', 'subscribedAt'],
  ['creationtime', 'subscribedAt'],
  ['subscribed', 'subscribedAt'],
  ['lastseen', 'lastSeenAt'],
  ['lastactive', 'lastSeenAt'],
  ['active', 'isActive'],
  ['operatingsystem', 'os'],
  // Of our own error file.
  ['importline', 'ignore'],
  ['importfield', 'ignore'],
  ['importproblem', 'ignore'],
  ['importadvice', 'ignore'],
]);

/** Addresses of the network: never stored, whatever the column is taken to be. */
export function isPrivate(name: string): boolean {
  return /^(remote|client|user)?(ip|ipaddress|ipaddr)$/.test(plain(name));
}

/** What has to be said about a file of this kind. */
export function notesOn(source: ImportSource, format: ImportFormat, fields: ReadonlySet<string>): string[] {
  const notes: string[] = [];
  const hasKeys = fields.has('p256dh') && fields.has('auth');
  if (source === 'onesignal' && !hasKeys) {
    notes.push(
      'This export has no keys of web push subscriptions, so nobody can be added by it; it changes those whom you have already. Ask OneSignal for it again with extra_fields web_auth, web_p256 and external_user_id.',
    );
  }
  if (hasKeys && source !== 'belfry' && !fields.has('vapidPublicKey')) {
    notes.push(
      'A subscription can be sent to only with the key pair that it was made with. Add the VAPID key pair of the service that it comes from, unless the site has it already.',
    );
  }
  if (source === 'perfecty') notes.push('Addresses of the network (remote_ip) are left out.');
  if (source === 'belfry' && format === 'csv') {
    notes.push('An apostrophe that the export put before what looks like a formula is taken away again.');
  }
  return notes;
}

/** What keeps an import with these columns from being started. */
export function problemsOf(fields: readonly string[]): string[] {
  const problems: string[] = [];
  const named = new Set(fields);
  const twice = fields.filter((field, index) => field !== 'ignore' && fields.indexOf(field) !== index);
  for (const field of new Set(twice)) problems.push(`Two columns are taken to be ${field}: choose one.`);
  const keys = [named.has('p256dh'), named.has('auth')].filter(Boolean).length;
  if (keys === 1) problems.push('A subscription needs both of its keys: choose the columns of p256dh and of auth.');
  if (keys === 2 && !named.has('endpoint')) problems.push('A subscription needs its endpoint: choose its column.');
  if (!['subscriberId', 'externalId', 'endpoint'].some((field) => named.has(field))) {
    problems.push(
      'Nothing says whom a row is about: choose the column of endpoint, your id of a person or subscriber id.',
    );
  }
  if (problems.length === 0 && kindOf(fields) === 'attributes' && !changesAnything(named)) {
    problems.push(
      'Nothing would be changed: choose at least one column of tags, topics, your id of a person or another detail.',
    );
  }
  return problems;
}

/** Whether rows make subscribers, or only change those that are there. */
export function kindOf(fields: readonly string[]): 'subscriptions' | 'attributes' {
  return ['endpoint', 'p256dh', 'auth'].every((field) => fields.includes(field)) ? 'subscriptions' : 'attributes';
}

/** By what a row finds its subscriber. */
export function matchOf(fields: readonly string[]): 'endpoint' | 'subscriberId' | 'externalId' {
  if (kindOf(fields) === 'subscriptions') return 'endpoint';
  if (fields.includes('subscriberId')) return 'subscriberId';
  return fields.includes('endpoint') ? 'endpoint' : 'externalId';
}

const CHANGING = ['tags', 'topics', 'language', 'timezone', 'country', 'isTest'];

function changesAnything(fields: ReadonlySet<string>): boolean {
  const isMatchedByOther = fields.has('subscriberId') || fields.has('endpoint');
  return (
    CHANGING.some((field) => fields.has(field)) ||
    [...fields].some((field) => field.startsWith('tag:')) ||
    (isMatchedByOther && fields.has('externalId'))
  );
}
