import { z } from 'zod';
import { open, seal } from '@/lib/platform/crypto-at-rest';
import { EXTRA_FIELDS } from './csv-players';

// OneSignal answers a link that is fetched without a key. Ours says what it is for and can neither be read nor made
// without the master key; it ends with its export, a day later.

const ExportLink = z.object({
  workspaceId: z.string(),
  siteId: z.string(),
  exportId: z.string(),
  kind: z.enum(['players', 'events']),
  extraFields: z.array(z.enum(EXTRA_FIELDS)),
  /** Unix time; only who was there since. */
  since: z.number().nullable(),
});
export type ExportLink = z.infer<typeof ExportLink>;

const CONTEXT = 'onesignal-export-link';

export function sealExportLink(link: ExportLink): string {
  return Buffer.from(seal(Buffer.from(JSON.stringify(link)), CONTEXT)).toString('base64url');
}

/** Null for what `sealExportLink` did not make. */
export function openExportLink(text: string): ExportLink | null {
  try {
    return ExportLink.parse(JSON.parse(open(Buffer.from(text, 'base64url'), CONTEXT).toString()));
  } catch {
    return null;
  }
}
