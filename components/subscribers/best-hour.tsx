import { Suspense } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import type { SubscriberBestHour } from '@/lib/campaigns/subscriber-best-hour';
import { bestHourText } from './best-hour-text';

/** Comes after the page: where the site's hour is needed, it is counted first. */
export function BestHour({ known }: { known: Promise<SubscriberBestHour> }) {
  return (
    <Suspense fallback={<Skeleton className="my-0.5 w-32" />}>
      <Text known={known} />
    </Suspense>
  );
}

async function Text({ known }: { known: Promise<SubscriberBestHour> }) {
  return bestHourText(await known);
}
