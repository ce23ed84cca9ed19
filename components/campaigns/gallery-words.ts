import { formatCount } from '@/components/ui/format';
import type { ImageUse, ImageUses, ImageView } from '@/lib/contracts/images';
import { BADGE_SIDE } from '@/lib/contracts/limits';

/** Why a picture looks wrong in this place; empty when it fits. */
export function describeMisfit(use: ImageUse, { width, height }: Pick<ImageView, 'width' | 'height'>): string {
  const isSquare = width === height;
  if (use === 'icon' && !isSquare) return 'Icons are square: browsers squeeze or cut this one.';
  if (use === 'image' && width < height * 1.5) {
    return 'Large images are twice as wide as high: browsers cut this one or leave room at its sides.';
  }
  if (use === 'badge' && !(isSquare && width <= BADGE_SIDE)) {
    return 'It was not uploaded as a badge. Android draws only its shape: without transparent parts that is a white square.';
  }
  return '';
}

/** What is lost with a picture that nothing holds. */
export function describeLoss({ draftCount, pastCount }: Pick<ImageUses, 'draftCount' | 'pastCount'>): string {
  const lost: string[] = [];
  if (draftCount > 0) {
    const [have, their] = draftCount === 1 ? ['has', 'its'] : ['have', 'their'];
    lost.push(`${formatCount(draftCount, 'draft')} ${have} it and will be without ${their} picture.`);
  }
  if (pastCount > 0) {
    const show = pastCount === 1 ? 'shows' : 'show';
    lost.push(
      `${formatCount(pastCount, 'campaign')} that ended ${show} a gap in its place; what people have seen is not changed.`,
    );
  }
  if (lost.length === 0) lost.push('No campaign and no template has it.');
  return [...lost, 'This cannot be undone.'].join(' ');
}
