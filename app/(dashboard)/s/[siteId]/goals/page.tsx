import type { Metadata } from 'next';
import { loadSite } from '@/app/site-page';
import { GoalList } from '@/components/goals/goal-list';
import { Page } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { addGoalTotals } from '@/lib/stats/add-goal-totals';
import { listGoals } from '@/lib/stats/list-goals';
import { createGoalAction, deleteGoalAction, restoreGoalAction, updateGoalAction } from './actions';

export const metadata: Metadata = { title: 'Goals' };

export default async function GoalsPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  const goals = await addGoalTotals(site.id, await listGoals(actor, site.id));
  return (
    <Page>
      <GoalList
        goals={goals}
        downloadPath={`/s/${site.id}/goals/download`}
        canEdit={can(actor, 'goals.write')}
        actions={{
          create: createGoalAction.bind(null, site.id),
          update: updateGoalAction.bind(null, site.id),
          remove: deleteGoalAction.bind(null, site.id),
          restore: restoreGoalAction.bind(null, site.id),
        }}
      />
    </Page>
  );
}
