'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import type { TopicInput, TopicPatch } from '@/lib/contracts/sites';
import { createTopic } from '@/lib/sites/create-topic';
import { deleteTopic } from '@/lib/sites/delete-topic';
import { updateTopic } from '@/lib/sites/update-topic';

const PAGE = '/s/[siteId]/topics';

export async function createTopicAction(siteId: string, input: TopicInput): Promise<ActionState> {
  return runAction(async () => {
    await createTopic(await requireActor('topics.write'), siteId, input);
    revalidatePath(PAGE, 'page');
  });
}

export async function updateTopicAction(siteId: string, topicId: string, patch: TopicPatch): Promise<ActionState> {
  return runAction(async () => {
    await updateTopic(await requireActor('topics.write'), siteId, topicId, patch);
    revalidatePath(PAGE, 'page');
  });
}

export async function deleteTopicAction(siteId: string, topicId: string): Promise<ActionState> {
  return runAction(async () => {
    await deleteTopic(await requireActor('topics.write'), siteId, topicId);
    revalidatePath(PAGE, 'page');
  });
}
