'use client';

import { Images } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState, useTransition } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { toast } from '@/components/ui/toast';
import { describeHolders } from '@/lib/contracts/image-holders';
import type { ImageUse, ImageUses, ImageView } from '@/lib/contracts/images';
import type { GalleryActions } from './gallery.types';
import { GalleryGrid, GalleryLoading } from './gallery-grid';
import { describeLoss, describeMisfit } from './gallery-words';
import { useGallery } from './use-gallery';

export interface GalleryProps {
  actions: GalleryActions;
  /** What the picture is wanted for. */
  use: ImageUse;
  /** The address that the field has. */
  current: string;
  onChoose: (url: string) => void;
  /** Instead, a file from this computer. */
  onUpload: () => void;
  /** One was deleted. */
  onRemoved: (url: string) => void;
  onClose: () => void;
}

const OFFLINE = 'No connection: nothing was deleted.';

/** Pictures that were uploaded to the site before, to be used once more or deleted. */
export function GalleryDialog({ actions, use, current, onChoose, onUpload, onRemoved, onClose }: GalleryProps) {
  const { images, hasMore, isLoading, failure, load, forget } = useGallery(actions.list);
  const [chosenId, setChosenId] = useState('');
  const [problem, setProblem] = useState('');
  const [asked, setAsked] = useState<{ image: ImageView; uses: ImageUses } | null>(null);
  const [isAsking, startAsking] = useTransition();
  const formId = useId();
  const grid = useRef<HTMLFieldSetElement>(null);
  const chosen = images?.find(({ id, url }) => (chosenId ? id === chosenId : url === current));
  const misfit = chosen ? describeMisfit(use, chosen) : '';

  // The focus goes to what has come: the picture that is chosen, the first one, or the first of the next page.
  const count = images?.length ?? 0;
  const countBefore = useRef(0);
  useEffect(() => {
    const from = countBefore.current;
    countBefore.current = count;
    if (count <= from) return;
    const inputs = [...(grid.current?.querySelectorAll('input') ?? [])];
    const target = (from === 0 && inputs.find((input) => input.checked)) || inputs[from];
    target?.focus();
  }, [count]);

  const choose = (event: FormEvent) => {
    event.preventDefault();
    // The composer's form is around this one for React, though not on the page.
    event.stopPropagation();
    if (chosen) onChoose(chosen.url);
  };
  const askToDelete = (image: ImageView) =>
    startAsking(async () => {
      setProblem('');
      const answer = await actions.uses(image.id).catch(() => null);
      const uses = answer?.data;
      if (!uses) return setProblem(answer?.message ?? OFFLINE);
      if (uses.heldBy.length > 0) return setProblem(describeHolders(uses.heldBy));
      setAsked({ image, uses });
    });
  const remove = async ({ id, url }: ImageView) => {
    const answer = await actions.remove(id).catch(() => null);
    if (answer?.status !== 'done') return setProblem(answer?.message ?? OFFLINE);
    toast.success('Image deleted');
    onRemoved(url);
    if (images?.length === 1 && !hasMore) return onClose();
    // Its neighbour, so that the button that has the focus again can be pressed again.
    const place = images?.findIndex((image) => image.id === id) ?? 0;
    setChosenId(images?.[place + 1]?.id ?? images?.[place - 1]?.id ?? '');
    forget(id);
  };

  const isEmpty = images?.length === 0 && !hasMore;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="Choose an uploaded image"
        description="What was uploaded to this site before, newest first."
        className="sm:max-w-3xl"
        onKeyDown={keepFromComposer}
        footer={
          images && !isEmpty ? (
            <>
              <Button
                variant="dangerGhost"
                className="sm:mr-auto"
                pending={isAsking}
                disabled={!chosen}
                onClick={() => chosen && askToDelete(chosen)}
              >
                Delete image
              </Button>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" form={formId} variant="primary" disabled={!chosen}>
                Use this image
              </Button>
            </>
          ) : undefined
        }
      >
        {failure && !images ? (
          <Callout
            tone="danger"
            live
            action={
              <Button size="sm" pending={isLoading} onClick={load}>
                Try again
              </Button>
            }
          >
            {failure}
          </Callout>
        ) : null}
        {images === null && !failure ? <GalleryLoading /> : null}
        {isEmpty ? (
          <EmptyState
            className="py-8"
            icon={<Images />}
            title="No images yet"
            description="What you upload at the icon, the badge or the large image of any campaign is kept here, to be used again."
            action={<Button onClick={onUpload}>Upload a file</Button>}
          />
        ) : null}
        {images && !isEmpty ? (
          <form id={formId} onSubmit={choose}>
            <p role="status" className="sr-only">
              {formatCount(count, 'image')} shown
            </p>
            {/* Scrolls by itself, so that what is said of a picture stays in view. */}
            <div className="-m-1 max-h-[min(50dvh,32rem)] overflow-y-auto p-1">
              <GalleryGrid
                ref={grid}
                images={images}
                chosenId={chosen?.id ?? ''}
                onChoose={(imageId) => {
                  setProblem('');
                  setChosenId(imageId);
                }}
              />
              {hasMore ? (
                <div className="mt-3 flex justify-center">
                  {/* The same button either way, which keeps the focus; why it is pressed again stands below, in view. */}
                  <Button pending={isLoading} onClick={load}>
                    {failure ? 'Try again' : 'Show more'}
                  </Button>
                </div>
              ) : null}
            </div>
            <p role="status" className={misfit ? 'mt-3 text-sm text-warning-ink' : 'sr-only'}>
              {misfit}
            </p>
          </form>
        ) : null}
        {problem || (images && failure) ? (
          <Callout tone="danger" live className="mt-3">
            {problem || failure}
          </Callout>
        ) : null}
        {asked ? (
          <ConfirmDialog
            open
            onOpenChange={(isOpen) => !isOpen && setAsked(null)}
            title="Delete this image?"
            description={describeLoss(asked.uses)}
            confirmLabel="Delete image"
            onConfirm={() => remove(asked.image)}
          />
        ) : null}
      </DialogContent>
    </Dialog>
  );
}

/** Ctrl and Enter would send the campaign behind the dialog. */
function keepFromComposer(event: KeyboardEvent) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.stopPropagation();
}
