import { DEVICE_NAMES } from '@/lib/contracts/device-names';
import type { RuleSuggestions as Known } from '@/lib/contracts/rule-suggestions';
import { valueName } from '@/lib/contracts/value-names';
import type { RuleField } from './rule-fields';

/** What this site's subscribers have, as far as known; the builder offers it and takes anything else as well. */
export type RuleSuggestions = Omit<Known, 'values'> & { values: Partial<Record<RuleField, string[]>> };

export interface Choice {
  value: string;
  label: string;
}

const DEVICES: Record<string, string> = { ...DEVICE_NAMES, unknown: 'Not known' };
// ISO 3166-1 alpha-2: Intl knows their names, but not which there are.
const COUNTRIES =
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG ' +
  'CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GF GG ' +
  'GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN ' +
  'KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY ' +
  'MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG ' +
  'SI SK SL SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VC VE VG VI VN ' +
  'VU WS XK YE YT ZA ZM ZW';
const COMMON: Partial<Record<RuleField, string[]>> = {
  browser: ['Chrome', 'Firefox', 'Safari', 'Microsoft Edge', 'Opera', 'Samsung Internet for Android'],
  os: ['Windows', 'macOS', 'Android', 'iOS', 'Linux', 'Chrome OS'],
  device: Object.keys(DEVICES),
  language:
    'en de fr es it pt nl pl ja zh ko ru tr ar hi sv da no fi cs hu ro uk el he id th vi bg hr sk sl et lv lt'.split(
      ' ',
    ),
  country: COUNTRIES.split(' '),
};

/** A stored value in words: `DE` → "Germany". */
export function valueLabel(field: RuleField, value: string): string {
  if (field === 'device') return DEVICES[value] ?? value;
  return field === 'timezone' ? value.replaceAll('_', ' ') : valueName(field, value);
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
