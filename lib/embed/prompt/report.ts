import type { PromptOutcome, PromptReport } from '@/lib/contracts/embed';
import type { Post } from '../shared/enrol';
import type { Store } from '../shared/store';

/** What the browser answered, or that the dialog is on the page. */
export type Tell = (prompt: PromptReport['prompt'], outcome: NotificationPermission | 'shown') => void;

/**
 * Tells the server that a question was asked or how it was answered: two words, of nobody. Each outcome of a prompt is
 * told once by a browser, so that the numbers are of visitors, not of page views. Noted before it is sent: a failed
 * network costs a count, and never makes two of it.
 */
export async function report(store: Store, post: Post, ...[prompt, answer]: Parameters<Tell>): Promise<void> {
  const outcome: PromptOutcome = answer === 'default' ? 'dismissed' : answer;
  // The dialog has told that it is shown; the browser's own question is, when it is answered.
  const told: PromptOutcome[] = prompt === 'dialog' ? [outcome] : ['shown', outcome];
  let outcomes: PromptOutcome[] = [];
  await store('asked', (asked = []) => {
    outcomes = told.filter((each) => !asked.includes(`${prompt} ${each}`));
    return [...asked, ...outcomes.map((each) => `${prompt} ${each}`)];
  });
  if (outcomes.length) await post('prompts', { prompt, outcomes });
}
