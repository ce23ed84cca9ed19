import { destinationUrls } from '@/lib/contracts/compose-push-message';
import { UTM_KEYS, type UtmKey } from './composer-values';

/** The click address with its tags, as it will be sent; null while the address is not valid. */
export function previewUtm(url: string, utm: Record<UtmKey, string>): string | null {
  if (!URL.canParse(url.trim())) return null;
  const tags = Object.fromEntries(UTM_KEYS.map((key) => [key, utm[key].trim()]).filter(([, value]) => value));
  const message = { title: '', body: '', url: url.trim(), actions: [], utm: tags };
  return destinationUrls({ ...message, requireInteraction: false, silent: false, renotify: false })[0] ?? null;
}
