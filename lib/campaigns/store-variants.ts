import type { AbTest } from '@/lib/contracts/ab-tests';
import { variantName } from '@/lib/contracts/variant-name';
import type { db } from '@/lib/platform/db';
import { storableDraft } from './draft-fields';

/**
 * Puts these translations and variants in the place of those that a campaign has. The message itself is the first row;
 * behind it stand its languages, then each other variant and its languages.
 * @throws AppError `invalid_input` for what cannot be stored
 */
export async function storeVariants(
  tx: Pick<typeof db, 'variant'>,
  { id: campaignId, siteId }: { id: bigint; siteId: bigint },
  { translations, abTest }: { translations: Record<string, unknown>; abTest: AbTest | null },
): Promise<void> {
  await tx.variant.deleteMany({ where: { siteId, campaignId, position: { gt: 0 } } });
  const [own, ...others] = abTest?.variants ?? [];
  const weight = own?.weight ?? 1;
  await tx.variant.updateMany({ where: { siteId, campaignId, position: 0 }, data: { weight } });
  const rows = [
    ...languageRows(variantName(0), weight, translations),
    ...others.flatMap((variant, index) => {
      const name = variantName(index + 1);
      return [
        { name, weight: variant.weight, language: null, message: storableDraft(variant.message ?? {}) },
        ...languageRows(name, variant.weight, variant.translations ?? {}),
      ];
    }),
  ];
  if (rows.length === 0) return;
  await tx.variant.createMany({
    data: rows.map((row, index) => ({ ...row, siteId, campaignId, position: index + 1 })),
  });
}

function languageRows(name: string, weight: number, translations: Record<string, unknown>) {
  const languages = Object.keys(translations).sort();
  return languages.map((language) => ({ name, weight, language, message: storableDraft(translations[language]) }));
}
