'use client';

import { FolderPlus, Plus, Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Select } from '@/components/ui/select';
import { MAX_RULE_DEPTH } from '@/lib/contracts/limits';
import { ConditionRow } from './condition-row';
import {
  type DraftProblem,
  type GroupDraft,
  type GroupMatch,
  type NodeDraft,
  newCondition,
  newGroup,
  replaceNode,
} from './rule-draft';
import type { RuleSuggestions } from './rule-suggestions';

interface RuleBuilderProps {
  root: GroupDraft;
  onChange: (root: GroupDraft) => void;
  suggestions: RuleSuggestions;
  /** Empty until the person has tried to save. */
  problems: DraftProblem[];
}

/** Nested groups of conditions. Every part is an ordinary control, so Tab goes through them in reading order. */
export function RuleBuilder({ root, onChange, suggestions, problems }: RuleBuilderProps) {
  const replace = (key: string, next: NodeDraft | null) => onChange(replaceNode(root, key, next));
  return (
    <Group group={root} depth={1} replace={replace} onRemove={null} suggestions={suggestions} problems={problems} />
  );
}

const MATCHES: { value: GroupMatch; label: string }[] = [
  { value: 'all', label: 'all' },
  { value: 'any', label: 'any' },
  { value: 'none', label: 'none' },
  { value: 'notAll', label: 'not all' },
];
const JOINERS: Record<GroupMatch, string> = { all: 'and', any: 'or', none: 'nor', notAll: 'and' };

interface GroupProps extends Omit<RuleBuilderProps, 'root' | 'onChange'> {
  group: GroupDraft;
  depth: number;
  replace: (key: string, next: NodeDraft | null) => void;
  /** Null: it cannot be removed. */
  onRemove: (() => void) | null;
}

function Group({ group, depth, replace, onRemove, suggestions, problems }: GroupProps) {
  const isRoot = depth === 1;
  const problem = problems.find((entry) => entry.key === group.key);
  const add = (node: NodeDraft) => {
    replace(group.key, { ...group, children: [...group.children, node] });
    const first = node.kind === 'group' ? node.children[0] : node;
    // The new row exists after the next paint.
    requestAnimationFrame(() => document.getElementById(`${first?.key}-field`)?.focus());
  };
  const remove = (key: string) => {
    replace(key, null);
    requestAnimationFrame(() => document.getElementById(`${group.key}-add`)?.focus());
  };
  return (
    <fieldset
      className={cn(
        'grid min-w-0 gap-3',
        !isRoot && 'rounded-lg border border-line p-3',
        !isRoot && (depth % 2 === 0 ? 'bg-canvas' : 'bg-surface'),
      )}
    >
      <legend className="sr-only">{isRoot ? 'Rule' : 'Group of conditions'}</legend>
      <div className="flex items-center gap-2 text-muted text-sm">
        <span>{isRoot ? 'People who match' : 'Match'}</span>
        <Select
          size="sm"
          aria-label="How many of the conditions must hold"
          className="w-24"
          options={MATCHES}
          value={group.match}
          onChange={(event) => replace(group.key, { ...group, match: event.target.value as GroupMatch })}
        />
        <span>of these</span>
        {onRemove ? (
          <Button
            variant="ghost"
            size="iconSm"
            aria-label="Remove group"
            title="Remove group"
            className="ml-auto"
            onClick={onRemove}
          >
            <Trash2 />
          </Button>
        ) : null}
      </div>
      {group.children.length === 0 && isRoot ? (
        <p className="rounded-lg border border-line border-dashed px-4 py-5 text-center text-muted text-sm">
          No conditions: {group.match === 'any' || group.match === 'notAll' ? 'nobody' : 'everyone'} is in this segment.
        </p>
      ) : null}
      {group.children.length > 0 ? (
        <ul className="grid gap-2">
          {group.children.map((child, index) => (
            <li key={child.key} className="grid grid-cols-[2rem_minmax(0,1fr)] gap-x-2 max-sm:grid-cols-1">
              <span aria-hidden className="pt-1.5 text-right text-faint text-sm max-sm:pb-1 max-sm:text-left">
                {index === 0 ? '' : JOINERS[group.match]}
              </span>
              {child.kind === 'group' ? (
                <Group
                  group={child}
                  depth={depth + 1}
                  replace={replace}
                  onRemove={() => remove(child.key)}
                  suggestions={suggestions}
                  problems={problems}
                />
              ) : (
                <ConditionRow
                  condition={child}
                  onChange={(next) => replace(child.key, next)}
                  onRemove={() => remove(child.key)}
                  suggestions={suggestions}
                  problem={problems.find((entry) => entry.key === child.key)}
                />
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {problem ? (
        <p role="alert" className="text-danger-ink text-sm">
          {problem.message}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2 sm:pl-10">
        <Button id={`${group.key}-add`} size="sm" onClick={() => add(newCondition())}>
          <Plus aria-hidden /> Condition
        </Button>
        {depth < MAX_RULE_DEPTH - 1 ? (
          <Button
            size="sm"
            variant="ghost"
            onClick={() => add(newGroup(group.match === 'any' ? 'all' : 'any', [newCondition()]))}
          >
            <FolderPlus aria-hidden /> Group
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}
