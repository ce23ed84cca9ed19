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
  /** Changes with each answer, so that an effect can tell two equal answers apart. */
  at?: number;
}

export const IDLE: ActionState<never> = { status: 'idle' };
