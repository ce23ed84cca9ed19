import type { VariantValues } from './ab-values';

export function emptyVariant(): VariantValues {
  return { weight: '1', title: '', body: '', url: '', image: '', translations: {}, rest: {} };
}
