import { MAX_PLAINTEXT_BYTES } from '@/lib/contracts/limits';
import type { Message } from '@/lib/contracts/messages';
import type { CheckMessage, MessageCheck } from '@/lib/contracts/personal-fields';
import { variantName } from '@/lib/contracts/variant-name';
import { allProblems, remarksOf } from './composer-problems';
import { type ComposerProblem, type ComposerValues, toMessage } from './composer-values';
import { measureMessage } from './measure-message';
import { shownVariant } from './shown-variant';
import { checkOf } from './use-message-check';

export interface ClosedVariant {
  arm: number;
  message: Partial<Message>;
  /** What the server is asked; null: nothing in it differs from one subscriber to the next. */
  asked: CheckMessage | null;
}

/** The variants of an A/B test that are not open: one of them that is wrong keeps the campaign from being sent as well. */
export function closedVariants(values: ComposerValues, open: number): ClosedVariant[] {
  const message = toMessage(values);
  return values.abTest.variants.flatMap((_variant, arm) => {
    if (arm === open) return [];
    const shown = shownVariant(values, arm, message);
    return [{ arm, message: shown.message, asked: checkOf({ ...shown, shown: '', previewFor: null }) }];
  });
}

export interface CheckedVariant extends Pick<ClosedVariant, 'arm'> {
  /** What the server says of it. */
  problems: MessageCheck['problems'] | undefined;
  bytes: number;
}

/** With what the server has said of them. @param checks by place; those not answered yet are measured here */
export function checkedVariants(
  closed: readonly ClosedVariant[],
  checks: Record<number, MessageCheck>,
  publicUrl: string,
): CheckedVariant[] {
  return closed.map(({ arm, message, asked }) => {
    const check = asked ? checks[arm] : undefined;
    return { arm, problems: check?.problems, bytes: check?.bytes ?? measureMessage(message, publicUrl) };
  });
}

/** All that keeps the campaign from being sent. @param checked the variant that is open, and the others */
export function problemsOf(
  values: ComposerValues,
  rules: ComposerProblem[],
  checked: readonly CheckedVariant[],
): ComposerProblem[] {
  const isTest = values.abTest.variants.length > 1;
  return allProblems(
    rules,
    checked.flatMap(({ arm, problems }) => remarksOf(problems, values, arm)),
    checked.flatMap(({ arm, bytes }) => sizeProblems(bytes, arm, isTest)),
  );
}

function sizeProblems(bytes: number, arm: number, isTest: boolean): ComposerProblem[] {
  if (bytes <= MAX_PLAINTEXT_BYTES) return [];
  const path = arm > 0 ? `abTest.variants.${arm}.body` : 'body';
  const label = isTest ? `Variant ${variantName(arm)}` : 'Message';
  return [{ path, label, message: 'is larger than every browser accepts' }];
}
