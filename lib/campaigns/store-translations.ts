import type { db } from '@/lib/platform/db';
import { storableDraft } from './draft-fields';

/**
 * Puts these translations in the place of those that a campaign has. A language's variant stands behind the default,
 * which is the first.
 * @throws AppError `invalid_input` for what cannot be stored
 */
export async function storeTranslations(
  tx: Pick<typeof db, 'variant'>,
  campaign: { id: bigint; siteId: bigint },
  translations: Record<string, unknown>,
): Promise<void> {
  const { id: campaignId, siteId } = campaign;
  await tx.variant.deleteMany({ where: { siteId, campaignId, language: { not: null } } });
  const languages = Object.keys(translations).sort();
  if (languages.length === 0) return;
  await tx.variant.createMany({
    data: languages.map((language, index) => ({
      siteId,
      campaignId,
      language,
      position: index + 1,
      message: storableDraft(translations[language]),
    })),
  });
}
