import { DEVICE_NAMES } from './device-names';

const regions = new Intl.DisplayNames('en', { type: 'region' });
const languages = new Intl.DisplayNames('en', { type: 'language' });

/** "DE" → "Germany"; the code itself when unknown. */
export function countryName(code: string): string {
  return nameOf(regions, code);
}

/** "pt-br" → "Brazilian Portuguese"; the tag itself when unknown. */
export function languageName(tag: string): string {
  return nameOf(languages, tag);
}

/** What people call a value of one of a subscriber's properties. */
export function valueName(field: string, value: string): string {
  if (field === 'country') return countryName(value);
  if (field === 'language') return languageName(value);
  return field === 'device' ? (DEVICE_NAMES[value] ?? value) : value;
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    // What a browser sent may be no code at all.
    return code;
  }
}
