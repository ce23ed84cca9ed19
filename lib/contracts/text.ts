// As a namespace: of `{ z }` a bundler keeps all there is, and the composer checks in the browser.
import * as z from 'zod';
import { PERSONAL_TEXT_FACTOR } from './limits';
import { isPersonal } from './personal-fields';

/** True when every surrogate has its pair and there is no NUL: what Postgres and JSON can both carry. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Text that can be stored, trimmed. NUL and lone surrogates are refused by name, never a 500. */
export function text(min: number, max: number) {
  return z
    .string()
    .trim()
    .min(min, min === 1 ? 'is required' : `needs at least ${min} characters`)
    .max(max, `may have at most ${max} characters`)
    .refine(isStorableText, 'contains a NUL character or half of an emoji (a lone surrogate)');
}

/**
 * Text that may have Liquid in it, which makes it longer than what comes out.
 * @param max characters of plain text
 */
export function personalText(min: number, max: number) {
  const limit = (input: unknown) => (isPersonal(String(input)) ? max * PERSONAL_TEXT_FACTOR : max);
  return z
    .string()
    .trim()
    .min(min, min === 1 ? 'is required' : `needs at least ${min} characters`)
    .max(max * PERSONAL_TEXT_FACTOR, {
      error: ({ input }) => `may have at most ${limit(input)} characters`,
      abort: true,
    })
    .refine((input) => input.length <= limit(input), `may have at most ${max} characters`)
    .refine(isStorableText, 'contains a NUL character or half of an emoji (a lone surrogate)');
}

/** An absolute http(s) address without a user name; anything else (javascript:, data: …) is refused. */
export const httpUrl = z
  .string()
  .trim()
  .max(2_048, 'may have at most 2048 characters')
  .refine(isStorableText, 'contains a NUL character or half of an emoji (a lone surrogate)')
  .refine(isHttpUrl, 'must be an address that begins with https:// or http://')
  .meta({ format: 'uri', example: 'https://example.com/sale' });

function isHttpUrl(value: string): boolean {
  try {
    const url = new URL(value);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

/** BCP 47 language tag, lower-cased: `en`, `pt-br`. */
export const languageTag = z
  .string()
  .trim()
  .toLowerCase()
  .max(35)
  .regex(/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/, 'must be a language tag such as en or pt-BR')
  .meta({ example: 'en' });

/** ISO 3166-1 alpha-2. */
export const countryCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'must be a two-letter country code such as DE')
  .meta({ example: 'DE' });

/** IANA time zone that this runtime knows. */
export const timeZone = z
  .string()
  .trim()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
  .meta({ example: 'Europe/Berlin' });

// Asking the runtime costs 100 µs, and a few hundred zones serve everyone. Only what is a zone is kept.
const knownZones = new Set<string>();

function isTimeZone(value: string): boolean {
  if (knownZones.has(value)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
  } catch {
    return false;
  }
  if (value.length > 0 && knownZones.size < MAX_KNOWN_ZONES) knownZones.add(value);
  return value.length > 0;
}

/** Zones may be spelled in any case: without a bound, spellings could fill the memory. */
const MAX_KNOWN_ZONES = 2_000;

/** An exact web origin as browsers send it: scheme, host, port, lower case, no slash. */
export const webOrigin = z
  .string()
  .trim()
  .max(300)
  .transform((value, context) => {
    try {
      const url = new URL(value.includes('://') ? value : `https://${value}`);
      if (url.hostname.includes('*')) {
        context.addIssue('must name one host: wildcards are not allowed');
        return z.NEVER;
      }
      const local = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
      if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return url.origin;
      context.addIssue('must begin with https:// (http:// only for localhost)');
    } catch {
      context.addIssue('must be an origin such as https://www.example.com');
    }
    return z.NEVER;
  });
