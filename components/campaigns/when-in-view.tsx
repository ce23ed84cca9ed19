'use client';

import { type ComponentType, type JSX, type ReactNode, useEffect, useRef, useState } from 'react';
import { useFirstSign } from '@/components/ui/first-sign';
import { latePart, type Waiting } from '@/components/ui/late-part';

/** Shows its children once they are in view, or somebody uses the page, as who scrolls does; until then `instead`. */
function InView({ instead, children }: { instead: ReactNode; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(false);
  const isShown = useFirstSign() || isSeen;
  useEffect(() => {
    if (isShown || !place.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [isShown]);
  return isShown ? children : <div ref={place}>{instead}</div>;
}

/** A part that is fetched when it is in view, or somebody uses the page. @param Instead what stands there before */
export function whenInView<Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
  Instead: ComponentType<Waiting>,
): ComponentType<Props> {
  const Part = latePart<Props>(fetchPart, ({ failure }) => <Instead failure={failure} />);
  return function WhenInView(props: Props) {
    return (
      <InView instead={<Instead />}>
        <Part {...(props as Props & JSX.IntrinsicAttributes)} />
      </InView>
    );
  };
}
