'use client';

import { useMemo } from 'react';
import type { Message } from '@/lib/contracts/messages';
import type { MessageCheck } from '@/lib/contracts/personal-fields';
import { problemsOf } from './closed-variants';
import type { ComposerActions } from './composer.types';
import type { ComposerProblem, ComposerValues } from './composer-values';
import { measureMessage } from './measure-message';
import { useClosedVariants } from './use-closed-variants';
import { useComposerChecks } from './use-composer-checks';

interface Written {
  /** The variant that is open, its message, and what the server says of it. */
  arm: number;
  message: Partial<Message>;
  check: MessageCheck | null;
  /** What the server found when it made the page; null once anything was written. */
  first: ComposerProblem[] | null;
  timeZone: string;
  publicUrl: string;
  checkMessage: ComposerActions['checkMessage'];
}

/** What keeps the campaign from being sent, of all its variants, and how large the open one is. */
export function useProblems(values: ComposerValues, { arm, message, check, first, timeZone, ...server }: Written) {
  const { checkValues, isUnreachable } = useComposerChecks();
  const ownBytes = useMemo(() => measureMessage(message, server.publicUrl), [message, server.publicUrl]);
  const bytes = check?.bytes ?? ownBytes;
  const closed = useClosedVariants(values, arm, server);
  const checked = [{ arm, problems: check?.problems, bytes }, ...closed];
  const findProblems = () => checkValues && problemsOf(values, checkValues(values, timeZone), checked);
  return {
    bytes,
    problems: findProblems() ?? (first && problemsOf(values, first, checked)),
    /** As of now; null while what finds them is not there. */
    findProblems,
    hasChecks: checkValues !== null,
    isUnreachable,
  };
}
