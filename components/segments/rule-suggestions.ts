import { formatCountry, formatLanguage } from '@/components/ui/format';
import type { RuleField } from './rule-fields';

/** What this site's subscribers have, as far as known; the builder offers it and takes anything else as well. */
export interface RuleSuggestions {
  topics: { key: string; name: string }[];
  /** Tag names, most used first. */
  tagKeys: string[];
  /** Values met, by field, most frequent first. */
  values: Partial<Record<RuleField, string[]>>;
}

export interface Choice {
  value: string;
  label: string;
}

const DEVICES: Record<string, string> = { desktop: 'Desktop', mobile: 'Phone', tablet: 'Tablet', unknown: 'Not known' };
const COMMON: Partial<Record<RuleField, string[]>> = {
  browser: ['Chrome', 'Firefox', 'Safari', 'Microsoft Edge', 'Opera', 'Samsung Internet for Android'],
  os: ['Windows', 'macOS', 'Android', 'iOS', 'Linux', 'Chrome OS'],
  device: Object.keys(DEVICES),
  language: ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ja', 'zh'],
  country: ['US', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'PL', 'BR', 'IN', 'JP', 'CA', 'AU'],
};

/** A stored value in words: `DE` → "Germany". */
export function valueLabel(field: RuleField, value: string): string {
  if (field === 'country') return formatCountry(value);
  if (field === 'language') return formatLanguage(value);
  if (field === 'device') return DEVICES[value] ?? value;
  if (field === 'timezone') return value.replaceAll('_', ' ');
  return value;
}

/** What to offer for a field: first what its subscribers have, then what is common. */
export function choicesFor(field: RuleField, suggestions: RuleSuggestions): Choice[] {
  const known = suggestions.values[field] ?? [];
  const more = field === 'timezone' ? Intl.supportedValuesOf('timeZone') : (COMMON[field] ?? []);
  return [...new Set([...known, ...more])].map((value) => ({ value, label: valueLabel(field, value) }));
}

/** Typed text as the field stores it: `de` → `DE` for countries, `EN-us` → `en-us` for languages. */
export function normaliseValue(field: RuleField, text: string, choices: Choice[]): string {
  const value = text.trim();
  const named = choices.find((choice) => choice.label.toLowerCase() === value.toLowerCase());
  if (named) return named.value;
  if (field === 'country') return value.toUpperCase();
  return field === 'language' || field === 'device' ? value.toLowerCase() : value;
}
