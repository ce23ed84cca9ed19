'use client';

import { useMemo } from 'react';
import { useFormContext } from 'react-hook-form';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import type { DraftVersionDetail } from '@/lib/contracts/draft-versions';
import type { ComposerActions, StoredCampaign } from './composer.types';
import { type ComposerValues, toDraft, toValues } from './composer-values';
import { HistoryButton } from './history-button';
import type { HistoryProps } from './history-dialog';
import { RecurringFields } from './recurring-fields';
import { TestDialog } from './send-dialogs';

// What the composer has for a recurring campaign that is scheduled or goes on: it is saved by the button alone, and stays
// recurring.

/** Says when what is written here begins to count. */
export function SeriesNotice({ pastCount }: { pastCount: number }) {
  const hasBegun = pastCount > 0;
  return (
    <Callout title={hasBegun ? 'This campaign is going on' : 'This campaign is scheduled'} className="mb-4">
      Nothing changes until you save.{' '}
      {hasBegun
        ? 'What you save holds from the date on the button; dates that have gone out keep what they said.'
        : 'It stays scheduled, and what you save holds from its first date on.'}
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

interface SeriesHistoryProps extends Pick<HistoryProps, 'segments' | 'siteName' | 'siteHost'> {
  campaign: StoredCampaign;
  actions: ComposerActions['history'];
  timeZone: string;
  /** The form shows something else, which is not saved. */
  onFilled: () => void;
}

/** What was saved before, brought into the form: what goes out changes with the button alone, here as well. */
export function SeriesHistory({ campaign, actions, timeZone, onFilled, ...site }: SeriesHistoryProps) {
  const form = useFormContext<ComposerValues>();
  const fill = (values: ComposerValues) => {
    form.reset(values);
    onFilled();
  };
  return (
    <HistoryButton
      actions={{
        ...actions,
        restore: async (id, versionId) => {
          const answer = await actions.get(id, versionId);
          return { ...answer, data: answer.data && asSeries(campaign, answer.data.content) };
        },
      }}
      store={async () => campaign}
      isNew={() => false}
      keepForm={() => {
        const before = structuredClone(form.getValues());
        return () => fill(before);
      }}
      onRestored={(stored) => fill(toValues(stored, timeZone))}
      {...site}
    />
  );
}

/** Of when it was a draft it may say another way to send it: a series keeps its dates then. */
function asSeries(campaign: StoredCampaign, content: DraftVersionDetail['content']): StoredCampaign {
  const schedule = content.schedule?.kind === 'recurring' ? content.schedule : campaign.schedule;
  return { ...campaign, ...(content as Partial<StoredCampaign>), sendAt: campaign.sendAt, schedule };
}
