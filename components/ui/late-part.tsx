'use client';

import { type ComponentType, type JSX, type ReactNode, useEffect, useLayoutEffect, useState } from 'react';
import { QuietFailure } from './quiet-failure';

/** What stands where a part will be. */
export interface Waiting {
  /** In the place of what says that it comes: that it could not be fetched, with a way to ask again. */
  failure?: ReactNode;
  /** Asks again, for what says it in its own way; there when it could not be fetched. */
  retry?: () => void;
}

export type LatePart<Props> = ComponentType<Props> & {
  load: () => Promise<ComponentType<Props>>;
  /** Whether it has been fetched. */
  isThere: () => boolean;
};

/** Of parts that could not be fetched: what is asked for once more is asked for all. */
const retries = new Set<() => void>();
const retryAll = () => {
  for (const retry of retries) retry();
};

/**
 * A part of the page whose script comes later. Where it cannot be fetched it says so in its place and can be asked for
 * again: next/dynamic would take the page away, with what is written on it.
 * @param Instead what is there until it has come; gets the part's own props
 */
export function latePart<Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
  Instead: ComponentType<Props & Waiting>,
): LatePart<Props> {
  let known: ComponentType<Props> | null = null;
  const load = async () => {
    known ??= await fetchPart();
    return known;
  };
  function Late(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | null>(null);
    const [isFailed, setFailed] = useState(false);
    // Before it is painted, so that nothing flashes where it was fetched ahead.
    useLayoutEffect(() => {
      if (known) return setPart(() => known);
      if (isFailed) return;
      let isGone = false;
      load().then(
        (loaded) => {
          if (!isGone) setPart(() => loaded);
        },
        () => {
          if (!isGone) setFailed(true);
        },
      );
      return () => {
        isGone = true;
      };
    }, [isFailed]);
    useEffect(() => {
      if (!isFailed) return;
      const retry = () => setFailed(false);
      retries.add(retry);
      window.addEventListener('online', retry);
      return () => {
        retries.delete(retry);
        window.removeEventListener('online', retry);
      };
    }, [isFailed]);
    if (Part) return <Part {...(props as Props & JSX.IntrinsicAttributes)} />;
    const failure = isFailed ? (
      <QuietFailure onRetry={retryAll}>
        This part of the page could not be fetched. What you have written is kept.
      </QuietFailure>
    ) : undefined;
    return <Instead {...props} failure={failure} retry={isFailed ? retryAll : undefined} />;
  }
  return Object.assign(Late, { load, isThere: () => known !== null });
}
