import type { TopicView } from '@/lib/contracts/sites';
import type { Topic } from '@/lib/generated/prisma/client';
import { encodeId } from '@/lib/platform/ids';

export function topicView(topic: Topic): TopicView {
  return {
    id: encodeId('topic', topic.id),
    key: topic.key,
    name: topic.name,
    description: topic.description,
    position: topic.position,
    createdAt: topic.createdAt.toISOString(),
    updatedAt: topic.updatedAt.toISOString(),
  };
}
