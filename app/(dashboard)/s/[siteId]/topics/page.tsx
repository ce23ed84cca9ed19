import type { Metadata } from 'next';
import { loadSite } from '@/app/site-page';
import { TopicList } from '@/components/segments/topic-list';
import { Page } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { listTopics } from '@/lib/sites/list-topics';
import { createTopicAction, deleteTopicAction, updateTopicAction } from './actions';

export const metadata: Metadata = { title: 'Topics' };

export default async function TopicsPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  const topics = await listTopics(actor, site.id);
  return (
    <Page>
      <TopicList
        topics={topics}
        canEdit={can(actor, 'topics.write')}
        actions={{
          create: createTopicAction.bind(null, site.id),
          update: updateTopicAction.bind(null, site.id),
          remove: deleteTopicAction.bind(null, site.id),
        }}
      />
    </Page>
  );
}
