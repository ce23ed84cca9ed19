'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState, useTransition } from 'react';
import { answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { type CampaignNames, describeRule } from '@/lib/contracts/segment-text';
import type { SegmentRule, SegmentView } from '@/lib/contracts/segments';
import { AudiencePanel } from './audience-panel';
import { RuleBuilder } from './rule-builder';
import { fromDraft, type GroupDraft, starterDraft, toDraft } from './rule-draft';
import { ruleProblem } from './rule-problem';
import type { RuleSuggestions } from './rule-suggestions';
import type { SegmentActions } from './segment.types';
import { SegmentConflict } from './segment-conflict';
import { useKeptDraft } from './use-kept-draft';
import { useRulePreview } from './use-rule-preview';

interface SegmentFormProps {
  segment: SegmentView | null;
  suggestions: RuleSuggestions;
  actions: Pick<SegmentActions, 'save' | 'preview'>;
  /** `/s/{siteId}` */
  basePath: string;
  /** False: to be read only. */
  canEdit: boolean;
}

/** Name and rule at the left; who is in it, counted and named, at the right. */
export function SegmentForm({ segment, suggestions, actions, basePath, canEdit }: SegmentFormProps) {
  const router = useRouter();
  // What the form began with; another's version once it was loaded.
  const [stored, setStored] = useState(() => storedOf(segment));
  const { segment: known, name: storedName, root: storedRoot } = stored;
  const [theirs, setTheirs] = useState<SegmentView | null>(null);
  const [name, setName] = useState(storedName);
  const [root, setRoot] = useState(storedRoot);
  const [isRestored, setRestored] = useState(false);
  const [hasTried, setTried] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState('');
  const [isSaving, startSaving] = useTransition();
  const { rule, problems } = useMemo(() => fromDraft(root), [root]);
  const preview = useRulePreview(rule, actions.preview);
  const campaigns = useMemo(
    () => Object.fromEntries(suggestions.campaigns.map(({ id, name }) => [id, name])),
    [suggestions.campaigns],
  );
  const isDirty = useUnsavedWarning(
    JSON.stringify([name, rule]),
    useMemo(() => JSON.stringify([stored.name, fromDraft(stored.root).rule]), [stored]),
  );
  const forget = useKeptDraft({
    place: known?.id ?? `new ${basePath}`,
    version: known?.updatedAt ?? '',
    name,
    root,
    isDirty: canEdit && (name !== storedName || root !== storedRoot),
    onRestore: (kept) => {
      setName(kept.name);
      setRoot(kept.root);
      setRestored(true);
    },
  });
  const discard = () => {
    setName(storedName);
    setRoot(storedRoot);
    setRestored(false);
    setTried(false);
  };
  const take = (other: SegmentView) => {
    const next = storedOf(other);
    setStored(next);
    setName(next.name);
    setRoot(next.root);
    setRestored(false);
    setTried(false);
    setTheirs(null);
  };

  const saveOver = useCallback(
    (over: SegmentView | null) => {
      if (!canEdit) return;
      setTried(true);
      setFailure('');
      const nameError = name.trim() ? '' : 'Give the segment a name';
      setErrors(nameError ? { name: nameError } : {});
      if (nameError || problems.length > 0 || !rule) return;
      startSaving(async () => {
        const last = over && { id: over.id, updatedAt: over.updatedAt };
        const answer = await answerOf(actions.save(last, { name: name.trim(), rule }));
        if (answer.status === 'failed') {
          setErrors(answer.fields ?? {});
          setFailure(answer.message ?? 'The segment was not saved.');
          return;
        }
        if (answer.data?.conflict) {
          setTheirs(answer.data.conflict);
          return;
        }
        isDirty.current = false;
        forget();
        toast.success(over ? 'Segment saved' : 'Segment created');
        router.push(`${basePath}/segments`);
      });
    },
    [actions, basePath, canEdit, forget, isDirty, name, problems.length, router, rule],
  );
  const save = useCallback(() => saveOver(known), [known, saveOver]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      save();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [save]);

  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
      <fieldset disabled={!canEdit} className="grid min-w-0 gap-4">
        <legend className="sr-only">Segment</legend>
        {failure ? (
          <Callout tone="danger" title="Not saved" live>
            {failure}
          </Callout>
        ) : null}
        {theirs ? (
          <SegmentConflict
            theirs={theirs}
            campaigns={campaigns}
            isSaving={isSaving}
            onTake={() => take(theirs)}
            onOverwrite={() => saveOver(theirs)}
          />
        ) : null}
        {isRestored ? (
          <Callout
            title="What you had not saved is here again"
            live
            action={
              <Button size="sm" onClick={discard}>
                {segment ? 'Take what is saved' : 'Begin anew'}
              </Button>
            }
          >
            This tab had kept it.
          </Callout>
        ) : null}
        <Card>
          <CardBody>
            <Field label="Name" required error={errors.name}>
              <Input
                value={name}
                maxLength={120}
                autoComplete="off"
                placeholder="Regular readers in Germany"
                onChange={(event) => setName(event.target.value)}
              />
            </Field>
          </CardBody>
        </Card>
        <Card aria-labelledby="segment-rule">
          <CardHeader title="Who is in it" titleId="segment-rule" />
          <CardBody className="grid gap-4">
            {ruleProblem(errors) ? (
              <Callout tone="danger" live>
                {ruleProblem(errors)}
              </Callout>
            ) : null}
            <RuleBuilder root={root} onChange={setRoot} suggestions={suggestions} problems={hasTried ? problems : []} />
          </CardBody>
        </Card>
        <div className="flex flex-wrap items-center justify-end gap-2">
          {hasTried && problems.length > 0 ? (
            <p role="alert" className="mr-auto text-danger-ink text-sm">
              {problems.length === 1
                ? 'One condition is not complete.'
                : `${problems.length} conditions are not complete.`}
            </p>
          ) : null}
          {canEdit ? null : <p className="mr-auto text-muted text-sm">Your role can look, not change.</p>}
          <Button
            onClick={() => {
              forget();
              router.push(`${basePath}/segments`);
            }}
          >
            Cancel
          </Button>
          <Button variant="primary" pending={isSaving} onClick={save}>
            {segment ? 'Save segment' : 'Create segment'}
          </Button>
        </div>
      </fieldset>
      <aside aria-label="Who matches" className="min-w-0 lg:sticky lg:top-17">
        <AudiencePanel preview={preview} sentence={sentenceOf(rule, campaigns)} basePath={basePath} />
      </aside>
    </div>
  );
}

interface Stored {
  segment: SegmentView | null;
  name: string;
  root: GroupDraft;
}

function storedOf(segment: SegmentView | null): Stored {
  return { segment, name: segment?.name ?? '', root: segment ? toDraft(segment.rule) : starterDraft() };
}

function sentenceOf(rule: SegmentRule | null, campaigns: CampaignNames): string {
  return rule ? describeRule(rule, campaigns) : 'Nobody yet. Complete a condition to see who matches.';
}

/** Asks before the page is closed with changes; the returned ref is set to false when they are stored. */
function useUnsavedWarning(state: string, stored: string) {
  const isDirty = useRef(false);
  isDirty.current = state !== stored;
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => isDirty.current && event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
  return isDirty;
}
