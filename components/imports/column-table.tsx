'use client';

import { useId, useState, useTransition } from 'react';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { ImportColumn } from '@/lib/contracts/imports';
import { FIELD_OPTIONS } from './import-words';

type Choose = (name: string, field: string) => Promise<ActionState>;

/** What each column of the file is; a choice is saved at once. */
export function ColumnTable({
  columns,
  canChange,
  choose,
}: {
  columns: ImportColumn[];
  canChange: boolean;
  choose: Choose;
}) {
  return (
    <Table label="Columns of the file">
      <TableHead>
        <TableHeader>Column</TableHeader>
        <TableHeader>Is</TableHeader>
        <TableHeader>First values</TableHeader>
      </TableHead>
      <TableBody>
        {columns.map((column) => (
          <TableRow key={column.name}>
            <TableCell at="name" className="max-w-48 break-words font-medium">
              {column.name}
            </TableCell>
            <TableCell at="foot">
              <ColumnChoice key={column.field} column={column} canChange={canChange} choose={choose} />
            </TableCell>
            <TableCell at="line" className="max-w-64 text-muted">
              <span className="line-clamp-2 break-words">{column.samples.join(' · ') || '–'}</span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function ColumnChoice({ column, canChange, choose }: { column: ImportColumn; canChange: boolean; choose: Choose }) {
  const tagId = useId();
  const isTag = column.field.startsWith('tag:');
  const [kind, setKind] = useState(isTag ? 'tag' : column.field);
  const [tag, setTag] = useState(isTag ? column.field.slice(4) : column.name.slice(0, 64));
  const [isSaving, startSaving] = useTransition();
  const save = (field: string) => {
    if (field === column.field || field === 'tag:') return;
    startSaving(async () => {
      const answer = await answerOf(choose(column.name, field));
      if (answer.status !== 'failed') return;
      // What stands there is what will be done.
      setKind(isTag ? 'tag' : column.field);
      setTag(isTag ? column.field.slice(4) : column.name.slice(0, 64));
      toast.error('Not saved', { description: answer.message });
    });
  };
  return (
    <div className="flex min-w-44 flex-wrap gap-2 py-1" aria-busy={isSaving || undefined}>
      <Select
        aria-label={`What “${column.name}” is`}
        options={FIELD_OPTIONS}
        value={kind}
        disabled={!canChange}
        onChange={({ target: { value } }) => {
          setKind(value);
          save(value === 'tag' ? `tag:${tag.trim()}` : value);
        }}
        className="w-44"
      />
      {kind === 'tag' ? (
        <Input
          id={tagId}
          aria-label={`Name of the tag for “${column.name}”`}
          value={tag}
          maxLength={64}
          disabled={!canChange}
          onChange={(event) => setTag(event.target.value)}
          onBlur={() => save(`tag:${tag.trim()}`)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') save(`tag:${tag.trim()}`);
          }}
          className="w-36"
        />
      ) : null}
    </div>
  );
}
