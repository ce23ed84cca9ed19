'use client';

import { Copy, Ellipsis, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import type { DraftActions, SavedDraft } from './composer.types';

export interface DraftMenuProps {
  actions: DraftActions;
  /** What it is called once it is deleted. */
  name: string;
  /** `/s/{siteId}/campaigns` */
  listPath: string;
  /** The draft with what was written last; null when that could not be stored. */
  store: () => Promise<SavedDraft | null>;
}

const NOT_STORED = 'The draft could not be saved, so nothing was done.';

/** Loaded, and shown open, with the first click on its trigger (draft-menu.tsx). */
export function DraftMenuOpen({ actions, name, listPath, store }: DraftMenuProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const run = (act: (id: string) => Promise<ActionState>, failed: string, onDone?: (id: string) => void) =>
    startTransition(async () => {
      const draft = await store();
      const answer: ActionState = draft ? await act(draft.id) : { status: 'failed', message: NOT_STORED };
      if (answer?.status === 'failed') toast.error(failed, { description: answer.message });
      else if (draft) onDone?.(draft.id);
    });
  const onDeleted = (id: string) => {
    toast(`“${name}” deleted`, { action: undoAction(() => actions.restore(id)) });
    router.push(listPath);
  };
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="More" pending={isPending}>
          {isPending ? null : <Ellipsis aria-hidden />}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => run(actions.duplicate, 'Not duplicated')}>
          <Copy aria-hidden /> Duplicate
        </DropdownMenuItem>
        <DropdownMenuItem
          tone="danger"
          onSelect={() => run((id) => answerOf(actions.remove(id)), 'Not deleted', onDeleted)}
        >
          <Trash2 aria-hidden /> Delete draft
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
