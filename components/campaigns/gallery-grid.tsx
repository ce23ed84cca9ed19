'use client';

import { Check, ImageOff } from 'lucide-react';
import { type Ref, useState } from 'react';
import { formatBytes } from '@/components/exports/export-words';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { ImageView } from '@/lib/contracts/images';

const COLUMNS = 'grid grid-cols-2 gap-2 sm:grid-cols-3 md:grid-cols-4';

interface GalleryGridProps {
  ref: Ref<HTMLFieldSetElement>;
  images: ImageView[];
  chosenId: string;
  onChoose: (imageId: string) => void;
}

/** Pictures as radio buttons: one stop of the Tab key, and the arrows go through them. */
export function GalleryGrid({ ref, images, chosenId, onChoose }: GalleryGridProps) {
  return (
    <fieldset ref={ref} className="min-w-0">
      <legend className="sr-only">Uploaded images</legend>
      <div className={COLUMNS}>
        {images.map((image) => (
          <label
            key={image.id}
            className="relative grid cursor-pointer content-start gap-1.5 rounded-lg border border-line-strong bg-surface p-2 shadow-sm transition-colors hover:bg-subtle has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            {/* As large as its tile, so that the focus brings all of it into view. */}
            <input
              type="radio"
              name="uploaded-image"
              value={image.id}
              checked={image.id === chosenId}
              onChange={() => onChoose(image.id)}
              className="absolute inset-0 m-0 size-full cursor-pointer appearance-none rounded-lg outline-none"
            />
            <Thumbnail image={image} />
            <span className="grid text-xs">
              <span className="font-medium tabular-nums">
                <span className="sr-only">Image of </span>
                {image.width} × {image.height}
                <span className="sr-only"> pixels,</span>
              </span>
              <span className="text-muted">
                {formatBytes(image.byteCount)} · <RelativeTime at={image.createdAt} />
              </span>
            </span>
            {image.id === chosenId ? (
              <span className="absolute top-3 right-3 grid size-5 place-items-center rounded-full bg-accent text-accent-fg shadow-sm">
                <Check className="size-3.5" aria-hidden />
              </span>
            ) : null}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Behind what shines through, squares of two greys: a white badge is seen on them, and so is a black one. */
const SQUARES =
  'bg-[repeating-conic-gradient(var(--line-strong)_0_25%,var(--subtle)_0_50%)] bg-[length:1rem_1rem] object-contain';

function Thumbnail({ image }: { image: ImageView }) {
  const [hasFailed, setFailed] = useState(false);
  if (hasFailed) {
    return (
      <span className="grid aspect-2/1 w-full place-items-center rounded-md bg-subtle-strong text-muted">
        <ImageOff className="size-4" aria-hidden />
        <span className="sr-only">It could not be loaded.</span>
      </span>
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: it has the size that it is shown in, and the image optimizer is off
    <img
      src={image.url}
      alt=""
      width={image.width}
      height={image.height}
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setFailed(true)}
      className={`aspect-2/1 w-full rounded-md ${image.mediaType === 'image/png' ? SQUARES : 'bg-subtle object-contain'}`}
    />
  );
}

export function GalleryLoading() {
  return (
    <div role="status" aria-label="Loading the images" className={COLUMNS}>
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="h-32 rounded-lg" />
      ))}
    </div>
  );
}
