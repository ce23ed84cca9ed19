import type { ActionState } from '@/components/ui/action-state';
import type { ImageUses, ImageView } from '@/lib/contracts/images';
import type { Page } from '@/lib/contracts/paging';

/** Pictures that were uploaded to the site: server actions, bound to it by the page. */
export interface GalleryActions {
  /** A page, newest first; null: the first. */
  list: (cursor: string | null) => Promise<ActionState<Page<ImageView>>>;
  uses: (imageId: string) => Promise<ActionState<ImageUses>>;
  remove: (imageId: string) => Promise<ActionState>;
}
