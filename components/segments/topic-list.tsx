'use client';

import { ArrowDown, ArrowUp, Pencil, Plus, Tags, Trash2 } from 'lucide-react';
import { useTransition } from 'react';
import { answerOf } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { OpenerLink } from '@/components/ui/opener-link';
import { PageHeader } from '@/components/ui/page-header';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import { useOpened } from '@/components/ui/use-opened';
import type { TopicView } from '@/lib/contracts/sites';
import type { TopicActions } from './topic.types';
import { TopicDialog } from './topic-dialog';

interface TopicListProps {
  topics: TopicView[];
  canEdit: boolean;
  actions: TopicActions;
}

/** What visitors can choose from, in their order. */
export function TopicList({ topics, canEdit, actions }: TopicListProps) {
  const opened = useOpened({ name: 'topic', what: 'topic', items: topics });
  const [isMoving, startMoving] = useTransition();
  const nextPosition = topics.reduce((most, topic) => Math.max(most, topic.position + 1), 0);

  const move = (index: number, step: -1 | 1) =>
    startMoving(async () => {
      const order = [...topics];
      const [topic] = order.splice(index, 1);
      if (!topic) return;
      order.splice(index + step, 0, topic);
      // Positions may be equal (topics made through the API), so all that differ from their place are written.
      const answers = await Promise.all(
        order.flatMap(({ id, position }, place) =>
          position === place ? [] : [actions.update(id, { position: place })],
        ),
      );
      const failed = answers.find((answer) => answer.status === 'failed');
      if (failed) toast.error('Not moved', { description: failed.message });
    });
  const remove = async (topic: TopicView) => {
    const answer = await answerOf(actions.remove(topic.id));
    if (answer.status === 'failed') {
      toast.error('Not deleted', { description: answer.message });
      return false;
    }
    toast(`“${topic.name}” deleted`, {
      action: undoAction(() =>
        actions.create({
          key: topic.key,
          name: topic.name,
          description: topic.description,
          position: topic.position,
        }),
      ),
    });
    return true;
  };
  const create = canEdit ? (
    <Button variant="primary" {...opened.opener('new')}>
      <Plus aria-hidden /> New topic
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Topics"
        description="What visitors can choose to hear about. Use them in segments to send only to those who follow."
        actions={topics.length > 0 ? create : null}
      />
      <Card>
        {topics.length === 0 ? (
          <EmptyState
            icon={<Tags />}
            title="No topics yet"
            description={
              canEdit
                ? 'For example Offers, News or Order updates. Visitors follow what they want, and stay longer.'
                : 'An owner or admin can add them.'
            }
            action={create}
          />
        ) : (
          <Table label="Topics">
            <TableHead>
              <TableHeader>Topic</TableHeader>
              <TableHeader>Key</TableHeader>
              {canEdit ? (
                <TableHeader>
                  <span className="sr-only">Actions</span>
                </TableHeader>
              ) : null}
            </TableHead>
            <TableBody>
              {topics.map((topic, index) => (
                <TableRow key={topic.id} interactive>
                  <TableCell at="name">
                    <OpenerLink opened={opened} id={topic.id} className={rowLinkClass}>
                      {topic.name}
                    </OpenerLink>
                    {topic.description ? <p className="text-muted">{topic.description}</p> : null}
                  </TableCell>
                  <TableCell>
                    <TopicKey>{topic.key}</TopicKey>
                  </TableCell>
                  {canEdit ? (
                    <TableCell at="act">
                      <span className="relative z-10 flex justify-end gap-0.5">
                        <Button
                          variant="ghost"
                          size="iconSm"
                          aria-label={`Move ${topic.name} up`}
                          disabled={index === 0}
                          pending={isMoving}
                          className="[&_.animate-spin]:hidden"
                          onClick={() => move(index, -1)}
                        >
                          <ArrowUp />
                        </Button>
                        <Button
                          variant="ghost"
                          size="iconSm"
                          aria-label={`Move ${topic.name} down`}
                          disabled={index === topics.length - 1}
                          pending={isMoving}
                          className="[&_.animate-spin]:hidden"
                          onClick={() => move(index, 1)}
                        >
                          <ArrowDown />
                        </Button>
                        <Button
                          variant="ghost"
                          size="iconSm"
                          aria-label={`Edit ${topic.name}`}
                          onClick={() => opened.open(topic.id)}
                        >
                          <Pencil />
                        </Button>
                        <ConfirmDialog
                          trigger={
                            <Button variant="ghost" size="iconSm" aria-label={`Delete ${topic.name}`}>
                              <Trash2 />
                            </Button>
                          }
                          title={`Delete “${topic.name}”?`}
                          description="Visitors can no longer choose it, and segments that use it match nobody new. Those who follow it keep it on their record, so making it again brings them back."
                          confirmLabel="Delete topic"
                          onConfirm={() => remove(topic)}
                        />
                      </span>
                    </TableCell>
                  ) : null}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      {opened.item && (canEdit || opened.item !== 'new') ? (
        <TopicDialog
          key={opened.value}
          topic={opened.item}
          canEdit={canEdit}
          position={nextPosition}
          onClose={opened.close}
          actions={actions}
        />
      ) : null}
    </>
  );
}

function TopicKey({ className, children }: { className?: string; children: string }) {
  return <code className={cn('rounded-sm bg-subtle px-1.5 py-0.5 font-mono text-xs', className)}>{children}</code>;
}
