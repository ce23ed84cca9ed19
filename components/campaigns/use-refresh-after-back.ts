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
    const note = () => {
      isBack.current = true;
    };
    window.addEventListener('popstate', note);
    return () => window.removeEventListener('popstate', note);
  }, []);
  return () => {
    if (isBack.current) router.refresh();
  };
}
