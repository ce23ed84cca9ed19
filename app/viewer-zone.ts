import { cookies } from 'next/headers';

/** The viewer's time zone as their browser told it last (components/shell/site-shell.tsx); UTC until it has. */
export async function viewerZone(): Promise<string> {
  const value = (await cookies()).get('belfry-zone')?.value;
  return toZone(value && decodeURIComponent(value));
}

/** An IANA name that this runtime knows, or UTC: the text comes from outside. */
export function toZone(text: string | null | undefined): string {
  if (!text || text.length > 64) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
