'use server';

import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import { deleteImage } from '@/lib/campaigns/delete-image';
import { getImageUses } from '@/lib/campaigns/get-image-uses';
import { listImages } from '@/lib/campaigns/list-images';
import type { ImageUses, ImageView } from '@/lib/contracts/images';
import type { Page } from '@/lib/contracts/paging';

/** Rows of two, three and four. */
const PAGE_SIZE = 24;

/** Pictures that were uploaded to the site, newest first, a page at a time. */
export async function listImagesAction(siteId: string, cursor: string | null): Promise<ActionState<Page<ImageView>>> {
  return runAction(async () =>
    listImages(await requireActor('images.read'), siteId, { limit: PAGE_SIZE, cursor: cursor ?? undefined }),
  );
}

/** What would be without its picture, and what keeps it. */
export async function getImageUsesAction(siteId: string, imageId: string): Promise<ActionState<ImageUses>> {
  return runAction(async () => getImageUses(await requireActor('images.read'), siteId, imageId));
}

export async function deleteImageAction(siteId: string, imageId: string): Promise<ActionState> {
  return runAction(async () => deleteImage(await requireActor('images.write'), siteId, imageId));
}
