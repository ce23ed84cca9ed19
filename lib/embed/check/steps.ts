import type { CheckStep, CheckStepId } from '@/lib/contracts/page-api';

const TITLES: Record<CheckStepId, string> = {
  secure: 'The page is served securely',
  support: 'This browser has web push',
  script: 'The page script is running',
  server: 'The Belfry server answers',
  origin: 'The site accepts this origin',
  file: 'The worker file is in its place',
  worker: 'The worker starts',
  permission: 'Notifications may be shown',
  key: 'The subscription fits the site',
};

/** Results of a step. @param remedy what the site's owner does about it */
export const pass = (id: CheckStepId, detail: string): CheckStep => step(id, 'pass', detail, '');
export const fail = (id: CheckStepId, detail: string, remedy: string): CheckStep => step(id, 'fail', detail, remedy);
export const skip = (id: CheckStepId, detail: string): CheckStep => step(id, 'skip', detail, '');

function step(id: CheckStepId, status: CheckStep['status'], detail: string, remedy: string): CheckStep {
  return { id, status, title: TITLES[id], detail, remedy };
}

/** The event about a refused request comes a moment after the refusal. */
export function violationsReported(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
