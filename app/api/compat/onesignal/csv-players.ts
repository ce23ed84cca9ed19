import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import { csvCell, type ExportValue } from '@/lib/exports/render-rows';
import type { ExportLink } from './export-link';
import { toUuid } from './uuid';

/** What can be asked for beside the columns that are always there. */
export const EXTRA_FIELDS = ['country', 'external_user_id', 'notification_types'] as const;
export type ExtraField = (typeof EXTRA_FIELDS)[number];

/** A line of an export in JSON, as far as it is used here: not its endpoint and keys. */
const Exported = z.object({
  id: z.string(),
  status: z.string(),
  externalId: z.string().nullable(),
  tags: z.record(z.string(), z.unknown()),
  language: z.string().nullable(),
  timezone: z.string().nullable(),
  country: z.string().nullable(),
  browser: z.string().nullable(),
  browserVersion: z.string().nullable(),
  os: z.string().nullable(),
  sessionCount: z.number(),
  subscribedAt: z.string(),
  lastSeenAt: z.string(),
});
type Exported = z.infer<typeof Exported>;

/** OneSignal's numbers of kinds of devices. */
const DEVICE_TYPES: Record<string, number> = { Chrome: 5, Safari: 7, Firefox: 8, Edge: 12 };
const CHROME = 5;

const time = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
const none = () => null;

const COLUMNS: Record<string, (row: Exported) => ExportValue> = {
  id: (row) => toUuid('subscriber', row.id),
  // The endpoint: too much for a link that needs no key.
  identifier: none,
  session_count: (row) => row.sessionCount,
  language: (row) => row.language,
  timezone: (row) => row.timezone,
  game_version: none,
  device_os: (row) => row.browserVersion,
  device_type: (row) => DEVICE_TYPES[row.browser ?? ''] ?? CHROME,
  device_model: (row) => row.os,
  ad_id: none,
  tags: (row) => Object.fromEntries(Object.entries(row.tags).map(([name, value]) => [name, String(value)])),
  last_active: (row) => time(row.lastSeenAt),
  playtime: () => 0,
  amount_spent: () => 0,
  created_at: (row) => time(row.subscribedAt),
  invalid_identifier: (row) => (row.status === 'active' ? 'f' : 't'),
  badge_count: () => 0,
};
const EXTRA: Record<ExtraField, (row: Exported) => ExportValue> = {
  country: (row) => row.country,
  external_user_id: (row) => row.externalId,
  notification_types: (row) => (row.status === 'active' ? 1 : -2),
};

/** An export in JSON as OneSignal's CSV of subscriptions, one piece at a time. */
export async function* playersCsv(
  pieces: AsyncIterable<Uint8Array>,
  { extraFields, since }: Pick<ExportLink, 'extraFields' | 'since'>,
): AsyncGenerator<Uint8Array, void> {
  const columns = [...Object.entries(COLUMNS), ...extraFields.map((name) => [name, EXTRA[name]] as const)];
  yield Buffer.from(`${columns.map(([name]) => name).join(',')}\r\n`);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield Buffer.from(lines.map((line) => renderLine(line, columns, since)).join(''));
  }
}

/** @returns nothing for the array's own brackets, and for who was not there since */
function renderLine(
  line: string,
  columns: readonly (readonly [string, (row: Exported) => ExportValue])[],
  since: number | null,
): string {
  if (!line.startsWith('{')) return '';
  const row = Exported.parse(JSON.parse(line.replace(/,$/, '')));
  if (since !== null && Date.parse(row.lastSeenAt) < since * 1_000) return '';
  return `${columns.map(([, value]) => csvCell(value(row))).join(',')}\r\n`;
}

/** What breaks while it is read breaks the connection: nobody takes half a file for a whole one. */
export function zipped(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const gzip = createGzip();
  pipeline(Readable.from(pieces), gzip).catch((error: Error) => gzip.destroy(error));
  return Readable.toWeb(gzip) as ReadableStream<Uint8Array<ArrayBuffer>>;
}
