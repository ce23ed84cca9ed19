'use client';

import { useEffect, useMemo, useRef } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import type { Audience } from '@/lib/contracts/campaigns';
import { toLocalInput } from '@/lib/contracts/zoned-time';
import type { StoredCampaign } from './composer.types';
import { resolverFor } from './composer-fields';
import type { ComposerValues } from './composer-values';
import { storedStart } from './schedule-values';
import { startValues } from './start-values';
import { loadChecks } from './use-composer-checks';

interface ComposerFormOptions {
  /** Null: a new campaign. */
  campaign: StoredCampaign | null;
  /** Of a new campaign; everyone unless told. */
  initialAudience: Audience | undefined;
  timeZone: string;
}

/** The composer's form: what it starts with, and when it says what is wrong. */
export function useComposerForm(options: ComposerFormOptions): UseFormReturn<ComposerValues> {
  const { campaign, initialAudience, timeZone } = options;
  // What the resolver, made once, reads when it runs.
  const latest = useRef(options);
  latest.current = options;
  const form = useForm<ComposerValues>({
    // The server's clock is UTC here as in the first render of the browser; an effect sets the viewer's.
    defaultValues: startValues(campaign, initialAudience, 'UTC'),
    mode: 'onTouched',
    shouldFocusError: false,
    // A problem shown with the blur moves what is below it away from under the pointer, and the click is lost.
    delayError: 250,
    resolver: useMemo(() => resolverFor(async (values) => (await loadChecks())(values, latest.current.timeZone)), []),
  });

  // The stored instant in the viewer's clock, which the server does not know.
  useEffect(() => {
    const start = campaign && storedStart(campaign);
    if (start) form.resetField('sendAtLocal', { defaultValue: toLocalInput(new Date(start), timeZone) });
  }, [campaign, form, timeZone]);
  return form;
}
