'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { Crumb } from '@/components/shell/crumb';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Kbd } from '@/components/ui/kbd';
import { toast } from '@/components/ui/toast';
import type { Audience } from '@/lib/contracts/campaigns';
import { DEFAULT_TTL_SECONDS } from '@/lib/contracts/limits';
import type { PreviewFor } from '@/lib/contracts/personal-fields';
import type { BestTimeView } from '@/lib/contracts/schedules';
import { variantName } from '@/lib/contracts/variant-name';
import { toLocalInput } from '@/lib/contracts/zoned-time';
import { describeAudience } from './audience-text';
import { measure } from './byte-meter';
import type { ComposerActions, SegmentOption, StoredCampaign } from './composer.types';
import { ComposerBar } from './composer-bar';
import { CONSEQUENCES, ComposerDialogs, useComposerDialog } from './composer-dialogs';
import { focusField, resolverFor } from './composer-fields';
import { MessageSection } from './composer-message';
import {
  AbSection,
  AdvancedSection,
  AudienceSection,
  ComposerSide,
  ConflictNotice,
  HistoryButton,
  LooksSection,
  ScheduleSection,
  SeriesHistory,
  SeriesNotice,
  SeriesRule,
  TemplateMenu,
  UtmSection,
} from './composer-parts';
import {
  type ComposerProblem,
  type ComposerValues,
  EMPTY_VALUES,
  toAudience,
  toDraft,
  toMessage,
  toValues,
} from './composer-values';
import { storedStart } from './schedule-values';
import { shownVariant } from './shown-variant';
import { TagKeys } from './tag-keys';
import { useAudienceCount } from './use-audience-count';
import { useAutosave } from './use-autosave';
import { useComposerRules } from './use-composer-rules';
import { useMessageCheck } from './use-message-check';
import { useIsApple, useTimeZone } from './use-time-zone';

interface ComposerProps {
  /** Null: a new campaign, stored with its first change. */
  campaign: StoredCampaign | null;
  /** Chosen from the start for a new campaign ("Send to this segment"). */
  initialAudience?: Audience;
  /** Of a recurring campaign that is scheduled or goes on: how many of its dates have passed. */
  series?: { pastCount: number };
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
const INPUTS_OF_MESSAGE = new Set(['title', 'body', 'url']);
const ignore = () => undefined;

export function Composer(props: ComposerProps) {
  const { campaign, segments, basePath, actions, series } = props;
  const router = useRouter();
  const timeZone = useTimeZone();
  const isApple = useIsApple();
  const rules = useComposerRules();
  // What the resolver and the autosave read, made once, when they run.
  const zone = useRef(timeZone);
  zone.current = timeZone;
  const rulesNow = useRef(rules);
  rulesNow.current = rules;
  const { dialog, openDialog, closeDialog } = useComposerDialog();
  const [failure, setFailure] = useState('');
  // Pressed while the audience was still counted: goes on with the number.
  const [isAwaited, setIsAwaited] = useState(false);
  const last = useRef({
    audience: campaign?.audience ?? props.initialAudience ?? EVERYONE,
    ttlSeconds: campaign?.ttlSeconds ?? DEFAULT_TTL_SECONDS,
  });
  const form = useForm<ComposerValues>({
    defaultValues: startValues(campaign, props.initialAudience),
    mode: 'onTouched',
    shouldFocusError: false,
    // A problem shown with the blur moves what is below it away from under the pointer, and the click is lost.
    delayError: 250,
    resolver: useMemo(() => resolverFor((values) => rulesNow.current?.findProblems(values, zone.current) ?? null), []),
  });
  const values = form.watch();
  const audience = toAudience(values);
  const count = useAudienceCount(audience, actions.countAudience);
  // The number that is kept when a count fails may be that of another audience.
  const known = count.error ? null : count.count;
  const message = toMessage(values);
  const [previewFor, setPreviewFor] = useState<PreviewFor | null>(null);
  const [language, setLanguage] = useState('');
  const [arm, setArm] = useState(0);
  const [bestTime, setBestTime] = useState<BestTimeView | null>(null);
  const shown = shownVariant(values, arm, message);
  const { isPersonal, needsCheck, check, retry } = useMessageCheck(
    { ...shown, shown: language, previewFor },
    actions.checkMessage,
  );
  const ownBytes = useMemo(() => measure(shown.message, props.publicUrl), [shown.message, props.publicUrl]);
  const bytes = check?.bytes ?? ownBytes;
  const problems = rules
    ? rules.allProblems(rules.findProblems(values, timeZone), rules.remarksOf(check?.problems, values, arm), bytes)
    : null;

  const autosave = useAutosave({
    initial: campaign,
    isManual: series !== undefined,
    save: actions.save,
    read: () => {
      const draft = toDraft(form.getValues(), last.current, zone.current);
      last.current = { audience: draft.audience, ttlSeconds: draft.ttlSeconds };
      return draft;
    },
    // The address names the draft from now on, so that a reload comes back to it.
    onCreated: (id) => window.history.replaceState(null, '', `${basePath}/campaigns/${id}/edit`),
  });

  const { touch } = autosave;
  useEffect(() => {
    const subscription = form.watch((_values, change) =>
      change.type === 'change' || change.name ? touch() : undefined,
    );
    return () => subscription.unsubscribe();
  }, [form, touch]);

  // The stored instant in the viewer's clock, which the server does not know.
  useEffect(() => {
    const start = campaign && storedStart(campaign);
    if (start) form.resetField('sendAtLocal', { defaultValue: toLocalInput(new Date(start), timeZone) });
  }, [campaign, form, timeZone]);

  const openProblem = useCallback(
    ({ path }: ComposerProblem) => {
      const variant = /^abTest\.variants\.(\d+)\./.exec(path)?.[1];
      if (variant !== undefined) setArm(Number(variant));
      const place = /^translations\.(\d+)\./.exec(path)?.[1];
      const isText = place !== undefined || INPUTS_OF_MESSAGE.has(path);
      if (isText) setLanguage(form.getValues('translations')[Number(place)]?.language ?? '');
      // Once its tab is open.
      setTimeout(() => focusField(path));
    },
    [form],
  );

  const start = useCallback(async () => {
    setFailure('');
    // As a submission: from now on every field says what is wrong with it, also one that was never touched.
    await form.handleSubmit(ignore, ignore)();
    const [first] = problems ?? [];
    if (!problems) return;
    if (first) return openProblem(first);
    if (count.isCounting) return setIsAwaited(true);
    if (known === 0) return setFailure('Nobody is in this audience yet, so there is nobody to send to.');
    openDialog('send');
  }, [form, problems, count.isCounting, known, openProblem, openDialog]);

  useEffect(() => {
    if (!isAwaited || count.isCounting) return;
    setIsAwaited(false);
    void start();
  }, [isAwaited, count.isCounting, start]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || dialog) return;
      event.preventDefault();
      void start();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [start, dialog]);

  const confirm = async () => {
    const { sendAt, schedule } = toDraft(form.getValues(), last.current, zone.current);
    const saved = await autosave.flush();
    if (series) {
      if (!saved) return;
      toast.success('Saved');
      return router.push(`${basePath}/campaigns/${saved.id}`);
    }
    const answer = saved
      ? await actions.launch(saved.id, schedule ?? sendAt)
      : { status: 'failed' as const, message: 'The draft could not be saved, so nothing was sent.' };
    if (answer.status === 'failed' || !saved) {
      setFailure(answer.message ?? 'The campaign was not sent.');
      return;
    }
    toast.success(when === 'now' ? 'On its way' : 'Scheduled');
    router.push(`${basePath}/campaigns/${saved.id}`);
  };

  /** The first tab of each kind: others may be gone. */
  const showFirst = () => {
    setLanguage('');
    setArm(0);
  };
  const showRestored = (stored: StoredCampaign) => {
    showFirst();
    form.reset(toValues(stored, timeZone));
    autosave.adopt(stored);
  };

  // What it comes to: without any best hour known, all at once.
  const when = rules?.effectiveWhen(values, bestTime) ?? values.when;
  const changed = series && campaign ? rules?.seriesWords(values, campaign, series.pastCount, timeZone) : undefined;
  const label =
    changed?.label ??
    (count.isCounting ? 'Counting…' : rules?.primaryLabel(values, known, timeZone, bestTime)) ??
    (series ? 'Save' : values.when === 'now' ? 'Send now' : 'Schedule');
  const site = { segments, siteName: props.siteName, siteHost: props.siteHost };
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
                notices={rules?.remarksOf(check?.notices, values, arm) ?? []}
                count={count}
                previewSkips={actions.previewSkips}
                audienceText={audienceText}
                problems={problems}
                onOpenProblem={openProblem}
                siteName={props.siteName}
                siteHost={props.siteHost}
              />
            </aside>
          </div>
          <ComposerBar failure={failure} state={autosave.state} onRetry={() => void autosave.flush()}>
            {series && campaign ? (
              <SeriesHistory
                campaign={campaign}
                actions={actions.history}
                timeZone={timeZone}
                onFilled={() => {
                  showFirst();
                  touch();
                }}
                {...site}
              />
            ) : (
              <HistoryButton
                actions={actions.history}
                store={autosave.settle}
                isNew={autosave.isBlank}
                onRestored={showRestored}
                {...site}
              />
            )}
            <Button onClick={() => openDialog('test')}>Send a test</Button>
            <Button
              variant="primary"
              onClick={() => void start()}
              aria-busy={count.isCounting}
              aria-keyshortcuts="Control+Enter Meta+Enter"
              className="aria-busy:opacity-60"
            >
              {label}
              <Kbd aria-hidden className="ml-1 border-current/40 bg-transparent text-accent-fg max-sm:hidden">
                {isApple ? '⌘' : 'Ctrl'} ↵
              </Kbd>
            </Button>
          </ComposerBar>
        </form>
        <ComposerDialogs
          dialog={dialog}
          onOpenChange={closeDialog}
          title={changed?.title ?? (when === 'now' ? `Send “${values.title}” now?` : `Schedule “${values.title}”?`)}
          description={`${audienceText}: ${known === null ? 'it could not be counted just now' : `${formatCount(known, 'subscriber')} as of now`}. ${
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

function startValues(campaign: StoredCampaign | null, audience: Audience | undefined): ComposerValues {
  // The server's clock is UTC here as in the first render of the browser; an effect sets the viewer's.
  if (campaign) return toValues(campaign, 'UTC');
  if (audience && 'include' in audience)
    return { ...EMPTY_VALUES, audienceKind: 'segments', include: audience.include, exclude: audience.exclude ?? [] };
  return EMPTY_VALUES;
}
