'use client';

import { useMemo } from 'react';
import { useFormContext } from 'react-hook-form';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import type { ComposerActions, StoredCampaign } from './composer.types';
import { type ComposerValues, toDraft } from './composer-values';
import { RecurringFields } from './recurring-fields';
import { TestDialog } from './send-dialogs';

// What the composer has for a recurring campaign that goes on: it is saved by the button alone, and stays recurring.

/** Says when what is written here begins to count. */
export function SeriesNotice() {
  return (
    <Callout title="This campaign is going on" className="mb-4">
      Nothing changes until you save. What you save holds from the date on the button; dates that have gone out keep
      what they said.
    </Callout>
  );
}

/** The rule alone: how it is sent stays as it is. */
export function SeriesRule({ timeZone, pastCount }: { timeZone: string; pastCount: number }) {
  return (
    <Card aria-labelledby="composer-when">
      <CardHeader title="When" titleId="composer-when" />
      <CardBody className="grid gap-4">
        <RecurringFields timeZone={timeZone} pastCount={pastCount} />
      </CardBody>
    </Card>
  );
}

interface SeriesTestDialogProps {
  onOpenChange: (open: boolean) => void;
  campaign: StoredCampaign;
  actions: ComposerActions;
  subscribersPath: string;
  variant?: string;
  timeZone: string;
}

/** Tests what is written, and saves nothing. */
export function SeriesTestDialog({ campaign, actions, timeZone, ...dialog }: SeriesTestDialogProps) {
  const { getValues } = useFormContext<ComposerValues>();
  const tested = useMemo<Pick<ComposerActions, 'listTestSubscribers' | 'sendTest'>>(
    () => ({
      listTestSubscribers: actions.listTestSubscribers,
      sendTest: (id, subscriberIds, variant) =>
        actions.sendTest(id, subscriberIds, variant, toDraft(getValues(), campaign, timeZone)),
    }),
    [actions, campaign, getValues, timeZone],
  );
  return <TestDialog open flush={async () => campaign} actions={tested} {...dialog} />;
}
