import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CountryResponse, Reader } from 'mmdb-lib';
import { log } from '@/lib/platform/log';

const DATABASE = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

// This database is flat: `{ country_code: 'DE' }`, unlike MaxMind's own.
type FlatReader = { get(address: string): { country_code?: string } | null };
let reader: FlatReader | null | undefined;

/**
 * ISO country of an IP address, or null when it is private or unknown. The address goes no further than this.
 * Data: ip-location-db, from the registries' own records (CC BY 4.0 by the NRO).
 */
export function findCountry(address: string | null): string | null {
  if (!address) return null;
  reader ??= load();
  try {
    const code = reader?.get(address.replace(/^::ffff:(?=\d+\.)/i, ''))?.country_code ?? null;
    return code && /^[A-Z]{2}$/.test(code) ? code : null;
  } catch {
    return null; // Not an address at all.
  }
}

function load(): FlatReader | null {
  try {
    // Resolved from the working directory: a bundler would move this file away from node_modules.
    const path = createRequire(join(process.cwd(), 'package.json')).resolve(DATABASE);
    return new Reader<CountryResponse>(readFileSync(path)) as unknown as FlatReader;
  } catch (error) {
    log.warn({ err: error }, 'no country database: countries stay unknown');
    return null;
  }
}
