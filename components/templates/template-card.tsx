'use client';

import { Copy, Pencil, Send, Trash2 } from 'lucide-react';
import { useState, useTransition } from 'react';
import { LazyConfirm } from '@/components/campaigns/lazy-confirm';
import { PLATFORMS } from '@/components/campaigns/platform-capabilities';
import { PreviewFrame } from '@/components/campaigns/preview-frame';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { lateDialog } from '@/components/ui/late-dialog';
import { OpenerLink } from '@/components/ui/opener-link';
import { RelativeTime } from '@/components/ui/relative-time';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import { useFocusBack } from '@/components/ui/use-focus-back';
import type { Opened } from '@/components/ui/use-opened';
import type { TemplateActions, TemplateOption } from './template.types';

const RenameDialog = lateDialog(() => import('./rename-dialog').then((module) => module.RenameDialog));

interface TemplateCardProps {
  template: TemplateOption;
  preview: TemplateOption['message'];
  opened: Opened<TemplateOption>;
  siteName: string;
  siteHost: string;
  canEdit: boolean;
  actions: TemplateActions;
}

/** One template as it would look, and what can be done with it. */
export function TemplateCard({ template, preview, opened, siteName, siteHost, canEdit, actions }: TemplateCardProps) {
  const { id, name } = template;
  const [isRenaming, setRenaming] = useState(false);
  const [isPending, startTransition] = useTransition();
  const renameButton = useFocusBack(isRenaming);
  const run = (action: () => Promise<ActionState>, failed: string, done?: string) =>
    startTransition(async () => {
      const answer = await action();
      if (answer?.status === 'failed') toast.error(failed, { description: answer.message });
      else if (done) toast.success(done);
    });
  const remove = async () => {
    const answer = await answerOf(actions.remove(id));
    if (answer.status === 'failed') toast.error('Not deleted', { description: answer.message });
    else toast(`“${name}” deleted`, { action: undoAction(() => actions.restore(id)) });
    return answer.status !== 'failed';
  };
  const languageCount = Object.keys(template.translations).length;
  return (
    <Card aria-labelledby={`template-${id}`} className="flex min-w-0 flex-col overflow-hidden">
      <div className="[&>div]:rounded-none [&>div]:border-0 [&>div]:border-b">
        <PreviewFrame platform={PLATFORMS.windows} message={preview} siteName={siteName} siteHost={siteHost} />
      </div>
      <div className="flex flex-1 flex-col gap-3 px-4 py-3.5">
        <div className="min-w-0">
          <h2 id={`template-${id}`} className="truncate font-semibold text-base" title={name}>
            <OpenerLink
              opened={opened}
              id={id}
              className="rounded-sm outline-none hover:underline focus-visible:outline-2 focus-visible:outline-accent"
            >
              {name}
            </OpenerLink>
          </h2>
          <p className="text-muted text-sm">
            Changed <RelativeTime at={template.updatedAt} />
            {languageCount > 0 ? ` · ${languageCount + 1} languages` : ''}
          </p>
        </div>
        {canEdit ? (
          <div className="mt-auto flex items-center gap-0.5">
            <Button
              size="sm"
              pending={isPending}
              aria-label={`New campaign from ${name}`}
              className="mr-auto"
              onClick={() => run(() => actions.start(id), 'Not started')}
            >
              <Send aria-hidden /> New campaign
            </Button>
            <Button
              ref={renameButton}
              variant="ghost"
              size="iconSm"
              aria-haspopup="dialog"
              aria-label={`Rename ${name}`}
              title="Rename"
              onClick={() => setRenaming(true)}
            >
              <Pencil />
            </Button>
            <Button
              variant="ghost"
              size="iconSm"
              aria-label={`Duplicate ${name}`}
              title="Duplicate"
              onClick={() => run(() => answerOf(actions.duplicate(id)), 'Not duplicated', 'Template duplicated')}
            >
              <Copy />
            </Button>
            <LazyConfirm
              button={{ variant: 'ghost', size: 'iconSm', 'aria-label': `Delete ${name}` }}
              label={<Trash2 />}
              title={`Delete “${name}”?`}
              description="It can no longer be started from. Campaigns that were made from it stay as they are."
              confirmLabel="Delete template"
              onConfirm={remove}
            />
          </div>
        ) : null}
      </div>
      {isRenaming ? (
        <RenameDialog name={name} rename={(text) => actions.rename(id, text)} onClose={() => setRenaming(false)} />
      ) : null}
    </Card>
  );
}
