'use client';

import { useAnswer } from '@/components/ui/use-answer';
import type { MessageCheck } from '@/lib/contracts/personal-fields';
import { type CheckedVariant, checkedVariants, closedVariants } from './closed-variants';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';

const QUIET_MS = 700;

/** The variants that are not open, checked as the open one is. */
export function useClosedVariants(
  values: ComposerValues,
  open: number,
  { publicUrl, checkMessage }: { publicUrl: string } & Pick<ComposerActions, 'checkMessage'>,
): CheckedVariant[] {
  const closed = closedVariants(values, open);
  const asked = closed.flatMap(({ arm, asked: one }) => (one ? [{ arm, one }] : []));
  const { data } = useAnswer<Record<number, MessageCheck>>({
    key: asked.length > 0 ? JSON.stringify(asked) : null,
    ask: async () => {
      const answers = await Promise.all(asked.map(async ({ arm, one }) => [arm, (await checkMessage(one)).data]));
      return { status: 'done', data: Object.fromEntries(answers) };
    },
    failure: '',
    quietMs: QUIET_MS,
  });
  return checkedVariants(closed, data ?? {}, publicUrl);
}
