/**
 * What a server action answers to its form (useActionState): never throws for the person's mistakes.
 * `fields` maps a dotted path to what is wrong with it; `data` is what the action made, if the page needs it.
 */
export interface ActionState<T = unknown> {
  status: 'idle' | 'done' | 'failed';
  /** One sentence: what happened, what was kept and how to go on. */
  message?: string;
  fields?: Record<string, string>;
  data?: T;
  /** No answer came: it may have been done. */
  isUnanswered?: boolean;
  /** The session has ended: who signs in in another tab can go on here. */
  isSignedOut?: boolean;
  /** Changes with each answer, so that an effect can tell two equal answers apart. */
  at?: number;
}

/**
 * What an action answers, or that it did not: who has lost the connection keeps the page and what is written on it. Not for
 * actions that lead to another page: those answer by rejecting.
 */
export function answerOf<T>(asked: Promise<ActionState<T>>): Promise<ActionState<T>> {
  return asked.catch(() => ({
    status: 'failed',
    isUnanswered: true,
    message:
      'No answer came, so it may or may not have been done. Check your connection and look before you try again.',
  }));
}

export const IDLE: ActionState<never> = { status: 'idle' };
