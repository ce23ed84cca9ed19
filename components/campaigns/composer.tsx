'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { FormProvider } from 'react-hook-form';
import { Crumb } from '@/components/shell/crumb';
import { TemplateMenu } from '@/components/templates/template-menu';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { toast } from '@/components/ui/toast';
import type { Audience } from '@/lib/contracts/campaigns';
import { DEFAULT_TTL_SECONDS } from '@/lib/contracts/limits';
import type { PreviewFor } from '@/lib/contracts/personal-fields';
import type { BestTimeView } from '@/lib/contracts/schedules';
import { variantName } from '@/lib/contracts/variant-name';
import { AbSection } from './ab-section';
import { audienceNumber, describeAudience } from './audience-text';
import { buttonWords } from './button-words';
import type { ComposerActions, SegmentOption, StoredCampaign } from './composer.types';
import type { SendFailure } from './composer-bar';
import { CONSEQUENCES, ComposerDialogs, useComposerDialog } from './composer-dialogs';
import { ComposerFoot } from './composer-foot';
import { MessageSection } from './composer-message';
import {
  AdvancedSection,
  AudienceSection,
  ComposerSide,
  ConflictNotice,
  LooksSection,
  ScheduleSection,
  SeriesNotice,
  SeriesRule,
  UtmSection,
} from './composer-parts';
import { remarksOf } from './composer-problems';
import {
  type ComposerProblem,
  type LastSaved,
  nameFromTitle,
  toAudience,
  toDraft,
  toMessage,
  toValues,
} from './composer-values';
import { shownVariant } from './shown-variant';
import { TagKeys } from './tag-keys';
import { useAudienceCount } from './use-audience-count';
import { useAutosave } from './use-autosave';
import { useComposerForm } from './use-composer-form';
import { useMessageCheck } from './use-message-check';
import { useOpenTabs } from './use-open-tabs';
import { useProblems } from './use-problems';
import { useRefreshAfterBack } from './use-refresh-after-back';
import { useSeriesWords } from './use-series-words';
import { useStart } from './use-start';
import { useTimeZone } from './use-time-zone';

interface ComposerProps {
  /** Null: a new campaign, stored with its first change. */
  campaign: StoredCampaign | null;
  /** Chosen from the start for a new campaign ("Send to this segment"). */
  initialAudience?: Audience;
  /** Of a recurring campaign that is scheduled or goes on: how many of its dates have passed. */
  series?: { pastCount: number };
  /** What keeps it from being sent as it is stored. */
  firstProblems: ComposerProblem[];
  segments: SegmentOption[];
  siteName: string;
  siteHost: string;
  /** Origin in the addresses of every message; counts into its size. */
  publicUrl: string;
  /** `/s/{siteId}` */
  basePath: string;
  actions: ComposerActions;
}

const EVERYONE: Audience = { all: true };
const NOT_SENT = 'The campaign was not sent.';
const UNCHECKED = 'What you have written cannot be checked: the server is not reached. It is tried again by itself.';

export function Composer(props: ComposerProps) {
  const { campaign, segments, basePath, actions, series } = props;
  const router = useRouter();
  const timeZone = useTimeZone();
  const wordsOf = useSeriesWords(series !== undefined);
  const { dialog, openDialog, closeDialog } = useComposerDialog();
  const [failure, setFailure] = useState<SendFailure | null>(null);
  const last = useRef<LastSaved>(
    campaign ?? { audience: props.initialAudience ?? EVERYONE, ttlSeconds: DEFAULT_TTL_SECONDS },
  );
  const form = useComposerForm({ campaign, initialAudience: props.initialAudience, timeZone });
  const { language, setLanguage, arm, setArm, showFirst, openProblem } = useOpenTabs(form);
  const values = form.watch();
  const audience = toAudience(values);
  const count = useAudienceCount(audience, actions.countAudience);
  // The number that is kept when a count fails may be that of another audience.
  const known = count.error ? null : count.count;
  const message = toMessage(values);
  const [previewFor, setPreviewFor] = useState<PreviewFor | null>(null);
  const [bestTime, setBestTime] = useState<BestTimeView | null>(null);
  const [leftOut, setLeftOut] = useState(0);
  const shown = shownVariant(values, arm, message);
  const { isPersonal, needsCheck, check, retry } = useMessageCheck(
    { ...shown, shown: language, previewFor },
    actions.checkMessage,
  );

  const autosave = useAutosave({
    initial: campaign,
    isManual: series !== undefined,
    save: actions.save,
    read: () => {
      const draft = toDraft(form.getValues(), last.current, timeZone);
      last.current = draft;
      return draft;
    },
    // The address names the draft from now on, so that a reload comes back to it.
    onCreated: (id) => window.history.replaceState(null, '', `${basePath}/campaigns/${id}/edit`),
    onLeft: useRefreshAfterBack(),
  });

  const { bytes, problems, findProblems, hasChecks, isUnreachable } = useProblems(values, {
    ...{ arm, message: shown.message, check, timeZone, publicUrl: props.publicUrl, checkMessage: actions.checkMessage },
    first: autosave.state.kind === 'clean' ? props.firstProblems : null,
  });

  const { touch } = autosave;
  useEffect(() => {
    const subscription = form.watch((_values, change) =>
      change.type === 'change' || change.name ? touch() : undefined,
    );
    return () => subscription.unsubscribe();
  }, [form, touch]);

  const start = useStart({
    form,
    findProblems,
    hasChecks,
    isCounting: count.isCounting,
    isDialogOpen: dialog !== null,
    onProblem: openProblem,
    onReady: () => {
      // At a time that is to come somebody may be in it.
      if (known === 0 && (when === 'now' || (when === 'best' && !values.sendAtLocal)))
        setFailure({ text: 'Nobody is in this audience yet, so there is nobody to send to.' });
      else openDialog('send');
    },
    onStart: () => setFailure(null),
    onUnchecked: () => isUnreachable && setFailure({ text: UNCHECKED }),
  });

  const confirm = async () => {
    const { sendAt, schedule } = toDraft(form.getValues(), last.current, timeZone);
    const saved = await autosave.flush();
    if (series) {
      if (!saved) return;
      toast.success('Saved');
      return router.push(`${basePath}/campaigns/${saved.id}`);
    }
    const answer: ActionState = saved
      ? await answerOf(actions.launch(saved.id, schedule ?? sendAt))
      : { status: 'failed', message: 'The draft could not be saved, so nothing was sent.' };
    if (answer.status === 'failed' || !saved) {
      // Of an answer without fields, as where nobody is reached, its own words are all there is.
      const words = answer.fields && (await import('./refusal-text').catch(() => null));
      const text = words ? words.refusalText(answer, NOT_SENT) : (answer.message ?? NOT_SENT);
      setFailure({ text, isUnanswered: answer.isUnanswered });
      return;
    }
    toast.success(when === 'now' ? 'On its way' : 'Scheduled');
    router.push(`${basePath}/campaigns/${saved.id}`);
  };

  const { when, changed, label } = buttonWords(values, {
    ...{ known, leftOut, timeZone, bestTime, isAbout: count.isAbout, isCounting: count.isCounting },
    series: series && campaign ? { campaign, pastCount: series.pastCount, wordsOf } : null,
  });
  const called = nameFromTitle(values.title) || values.name;
  const audienceText = audience ? describeAudience(audience, segments) : 'No segment chosen';
  return (
    <FormProvider {...form}>
      <TagKeys value={actions.listTagKeys}>
        <Crumb title={values.name.trim() || (campaign ? 'Untitled campaign' : 'New')} />
        <form noValidate onSubmit={(event) => event.preventDefault()} aria-label="Campaign">
          <h1 className="sr-only">{campaign ? 'Edit campaign' : 'New campaign'}</h1>
          <input
            {...form.register('name')}
            aria-label="Campaign name"
            placeholder="Untitled campaign"
            autoComplete="off"
            maxLength={120}
            className="-mx-2 mb-4 w-full rounded-md border border-transparent bg-transparent px-2 py-1 font-semibold text-xl tracking-tight placeholder:text-faint hover:border-line focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/35 focus-visible:outline-offset-0"
          />
          <ConflictNotice autosave={autosave} isSeries={series !== undefined} />
          {series ? <SeriesNotice pastCount={series.pastCount} /> : null}
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem] xl:grid-cols-[minmax(0,1fr)_28.5rem] lg:gap-6">
            <div className="grid min-w-0 gap-4">
              <MessageSection
                language={language}
                onLanguageChange={setLanguage}
                tools={<TemplateMenu actions={actions.templates} onStart={setLanguage} />}
              />
              <AbSection arm={arm} onArmChange={setArm} count={count} listGoals={actions.listGoals} />
              <LooksSection />
              <AudienceSection segments={segments} count={count} basePath={basePath} sample={actions.sampleAudience} />
              {series ? (
                <SeriesRule timeZone={timeZone} pastCount={series.pastCount} />
              ) : (
                <ScheduleSection timeZone={timeZone} bestTime={actions.bestTime} onBestTime={setBestTime} />
              )}
              <UtmSection />
              <AdvancedSection />
            </div>
            <aside aria-label="Preview and checks" className="min-w-0 lg:sticky lg:top-17">
              <ComposerSide
                message={check?.written ?? shown.message}
                bytes={bytes}
                isPersonal={isPersonal}
                personal={needsCheck ? { check, previewFor, onPreviewFor: setPreviewFor, retry } : null}
                notices={remarksOf(check?.notices, values, arm)}
                count={count}
                previewSkips={actions.previewSkips}
                onLeftOut={setLeftOut}
                audienceText={audienceText}
                problems={problems}
                isUnchecked={isUnreachable}
                onOpenProblem={openProblem}
                siteName={props.siteName}
                siteHost={props.siteHost}
              />
            </aside>
          </div>
          <ComposerFoot
            autosave={autosave}
            failure={failure}
            series={series ? campaign : null}
            history={actions.history}
            draft={{
              actions: actions.draft,
              name: values.name.trim() || nameFromTitle(values.title) || 'Untitled campaign',
              listPath: `${basePath}/campaigns`,
            }}
            timeZone={timeZone}
            site={{ segments, siteName: props.siteName, siteHost: props.siteHost }}
            onFilled={() => {
              showFirst();
              touch();
            }}
            onRestored={(stored) => {
              showFirst();
              form.reset(toValues(stored, timeZone));
              autosave.adopt(stored);
            }}
            label={label}
            isCounting={count.isCounting}
            onTest={() => openDialog('test')}
            onStart={() => void start()}
          />
        </form>
        <ComposerDialogs
          dialog={dialog}
          onOpenChange={closeDialog}
          title={changed?.title ?? (when === 'now' ? `Send “${called}” now?` : `Schedule “${called}”?`)}
          description={`${audienceText}: ${known === null ? 'it could not be counted just now' : `${audienceNumber(known, count.isAbout)} as of now`}. ${
            changed?.consequence ?? CONSEQUENCES[when]
          }`}
          confirmLabel={label}
          onConfirm={confirm}
          series={series ? campaign : null}
          flush={autosave.flush}
          actions={actions}
          subscribersPath={`${basePath}/subscribers`}
          variant={values.abTest.variants.length > 1 ? variantName(arm) : undefined}
          timeZone={timeZone}
        />
      </TagKeys>
    </FormProvider>
  );
}
