'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import {
  unstable_createAdapterProvider as createAdapterProvider,
  renderQueryString,
  type unstable_UpdateUrlFunction as UpdateUrl,
} from 'nuqs/adapters/custom';
import { useCallback, useEffect, useOptimistic, useTransition } from 'react';

/** What the address will say once the page that is on its way is there; null: nothing is on its way. */
let wanted: URLSearchParams | null = null;

/**
 * Puts the state of `nuqs` into the address. Its own adapter for Next writes a step of the history at once and lets the
 * router fill it with the page that belongs to it: a change before that page came left the step with the page of the step
 * before, and Back showed one thing while the address said another. Here the router makes the step, together with its page;
 * a view that was never shown is no step.
 */
export const AddressAdapter = createAdapterProvider(function useAddressAdapter() {
  const router = useRouter();
  const pathname = usePathname();
  const current = useSearchParams();
  const [searchParams, showAhead] = useOptimistic<URLSearchParams>(current);
  const [isMoving, startMoving] = useTransition();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another state, whoever went there
  useEffect(() => {
    if (!isMoving) wanted = null;
  }, [isMoving, current]);

  const updateUrl = useCallback<UpdateUrl>(
    (search, { history: step, scroll, shallow }) => {
      const url = `${location.pathname}${renderQueryString(search)}${location.hash}`;
      if (shallow) {
        if (step === 'push') history.pushState(null, '', url);
        else history.replaceState(null, '', url);
        return;
      }
      wanted = search;
      startMoving(() => {
        showAhead(search);
        router[step](url, { scroll });
      });
    },
    [router, showAhead],
  );
  return { searchParams, pathname, updateUrl, getSearchParamsSnapshot };
});

/** A change goes on top of those whose page is still on its way. */
function getSearchParamsSnapshot(): URLSearchParams {
  return new URLSearchParams(wanted ?? location.search);
}
