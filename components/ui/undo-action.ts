import type { ActionState } from './action-state';
import { toast } from './toast';

const NO_ANSWER = 'The server did not answer. Please try again.';

/** The button of a toast that takes back what was just done, and says so when that did not work. */
export function undoAction(restore: () => Promise<ActionState>): { label: string; onClick: () => void } {
  const run = async () => {
    const answer = await restore().catch(() => null);
    if (answer?.status !== 'done') toast.error('Not restored', { description: answer?.message ?? NO_ANSWER });
  };
  return { label: 'Undo', onClick: () => void run() };
}
