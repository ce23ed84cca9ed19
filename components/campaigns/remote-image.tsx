'use client';

import { ImageOff } from 'lucide-react';
import { useEffect, useState } from 'react';

/**
 * A customer's image, fetched by the viewer's browser only (the server never fetches it, security.md) and without a
 * referrer. Waits until typing pauses, and says plainly when the address gives no image.
 */
export function RemoteImage({ src, className }: { src: string; className: string }) {
  const [shown, setShown] = useState('');
  const [failed, setFailed] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setShown(/^https?:\/\//.test(src) ? src : ''), 350);
    return () => clearTimeout(timer);
  }, [src]);
  if (!shown || failed === shown) {
    return (
      <span className={`grid place-items-center bg-subtle-strong text-muted ${className}`}>
        {failed ? (
          <>
            <ImageOff className="size-4" aria-hidden />
            <span className="sr-only">The image could not be loaded</span>
          </>
        ) : null}
      </span>
    );
  }
  // biome-ignore lint/performance/noImgElement: the image optimizer is off, and fetching it server-side is forbidden
  return <img src={shown} alt="" referrerPolicy="no-referrer" onError={() => setFailed(shown)} className={className} />;
}
