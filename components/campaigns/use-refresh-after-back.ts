import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

/**
 * What to call once the composer was left and its draft stored: Back shows a list as it was before, without the draft, or with
 * its old words. Links fetch anew by themselves.
 */
export function useRefreshAfterBack(): () => void {
  const router = useRouter();
  const isBack = useRef(false);
  useEffect(() => {
    const note = (event: Event) => {
      if (!('navigationType' in event) || event.navigationType === 'traverse') isBack.current = true;
    };
    // Told before the page goes; popstate comes after it in browsers that have both.
    window.navigation?.addEventListener('navigate', note);
    window.addEventListener('popstate', note, true);
    return () => {
      window.navigation?.removeEventListener('navigate', note);
      window.removeEventListener('popstate', note, true);
    };
  }, []);
  return () => {
    if (isBack.current) router.refresh();
  };
}
