'use client';

import { type FormEvent, useState, useTransition } from 'react';
import { type ActionState, IDLE } from './action-state';

interface ActionFormOptions<T> {
  onDone?: (state: ActionState<T>, form: HTMLFormElement) => void;
  onFailed?: (state: ActionState<T>) => void;
}

/**
 * A form that calls a server action with its FormData and keeps what was typed (React empties a form whose
 * `action` has run). Spread `form` on the element; `error(path)` goes to the Field. After a refusal the focus is on the
 * first field that needs attention.
 */
export function useActionForm<T>(
  action: (data: FormData) => Promise<ActionState<T>>,
  { onDone, onFailed }: ActionFormOptions<T> = {},
) {
  const [state, setState] = useState<ActionState<T>>(IDLE);
  const [pending, startTransition] = useTransition();

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    if (pending) return;
    startTransition(async () => {
      const answer = await action(data).catch(
        (): ActionState<T> => ({
          status: 'failed',
          message: 'The server could not be reached. Nothing was changed; please try again.',
        }),
      );
      setState(answer);
      if (answer.status === 'done') onDone?.(answer, form);
      if (answer.status === 'failed') {
        onFailed?.(answer);
        requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      }
    });
  };

  return {
    state,
    pending,
    // A submit before the scripts are there must never put the fields into the address.
    form: { onSubmit, method: 'post', noValidate: true } as const,
    error: (path: string): string | undefined => state.fields?.[path],
    reset: () => setState(IDLE),
  };
}
