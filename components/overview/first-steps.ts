import type { ReactNode } from 'react';
import type { SiteOverview } from '@/lib/contracts/overview';
import { PromptConfig, type SiteView } from '@/lib/contracts/sites';
import type { ChecklistStep } from './checklist';

/** What leads to the first campaign; each step is done when its effect can be seen, not when a box was ticked. */
export function firstSteps(
  site: SiteView,
  overview: SiteOverview,
  done: { hasSubscribers: boolean; hasSentTest: boolean; sendTest: ReactNode },
): ChecklistStep[] {
  const base = `/s/${site.id}`;
  const [latest] = overview.lastCampaigns;
  const steps: ChecklistStep[] = [
    {
      title: 'Install on your site',
      text: 'One file, one line. Done with the first subscriber.',
      href: `${base}/install`,
      isDone: done.hasSubscribers,
    },
    {
      title: 'Send a test to yourself',
      text: 'See how it looks when it arrives.',
      href: done.hasSubscribers ? `${base}/subscribers` : `${base}/install`,
      isDone: done.hasSentTest,
      act: done.sendTest,
    },
    {
      title: 'Find your words',
      text: 'The question that your visitors see first.',
      href: `${base}/prompt`,
      isDone: JSON.stringify(site.prompt) !== JSON.stringify(PromptConfig.parse({})),
    },
    {
      title: 'Write a campaign',
      text: 'See it on every platform while you type.',
      href: latest ? `${base}/campaigns/${latest.id}` : `${base}/campaigns/new`,
      isDone: Boolean(latest),
    },
    {
      title: 'Send it',
      text: 'The button says to how many, and when.',
      href: latest ? `${base}/campaigns/${latest.id}` : `${base}/campaigns/new`,
      isDone: overview.lastCampaigns.some((campaign) => campaign.launchedAt !== null),
    },
  ];
  // Simulated subscribers came by themselves.
  return site.isSimulated ? steps.slice(3) : steps;
}
