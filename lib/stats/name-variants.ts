import type { CampaignRow } from '@/lib/campaigns/campaign-row';
import type { Message } from '@/lib/contracts/messages';
import { languageName } from '@/lib/contracts/value-names';

/** One of a campaign's messages, as its report calls it. */
export interface VariantName {
  /** Deliveries refer to it. */
  position: number;
  label: string;
  /** What stands on its buttons. */
  buttons: string[];
}

/**
 * The messages of a campaign by the position that deliveries carry: "A, German" when both differ, "German" or "A" when
 * one does, "Message" when there is only one.
 */
export function nameVariants({ variants }: Pick<CampaignRow, 'variants'>): VariantName[] {
  const hasNames = new Set(variants.map(({ name }) => name)).size > 1;
  const hasLanguages = variants.some(({ language }) => language !== null);
  return variants.map(({ position, name, language, message }) => {
    const parts = [hasNames && name, hasLanguages && languageLabel(language)].filter(Boolean);
    // A translation holds what differs from its variant's own message, and that what differs from the campaign's.
    const own = variants.find((other) => other.name === name && other.language === null);
    const actions = [message, own?.message, variants[0]?.message].map(
      (each) => (each as Partial<Message> | undefined)?.actions,
    );
    return {
      position,
      label: parts.length > 0 ? parts.join(', ') : 'Message',
      buttons: (actions.find((each) => each !== undefined) ?? []).map(({ title }) => title),
    };
  });
}

function languageLabel(tag: string | null): string {
  return tag === null ? 'Default language' : languageName(tag);
}
