'use server';

import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { SampledSubscriber } from '@/components/campaigns/composer.types';
import { clientName, subscriberTitle } from '@/components/subscribers/subscriber-words';
import type { ActionState } from '@/components/ui/action-state';
import type { Audience } from '@/lib/contracts/campaigns';
import { sampleAudience } from '@/lib/segments/sample-audience';

/** The newest few whom an audience has now. */
export async function sampleAudienceAction(
  siteId: string,
  audience: Audience,
): Promise<ActionState<{ subscribers: SampledSubscriber[] }>> {
  return runAction(async () => {
    const found = await sampleAudience(await requireActor('subscribers.read'), siteId, audience);
    return {
      subscribers: found.map((subscriber) => ({
        id: subscriber.id,
        label: subscriberTitle(subscriber),
        detail: subscriber.externalId ? clientName(subscriber) : '',
        lastSeenAt: subscriber.lastSeenAt,
      })),
    };
  });
}
