import { MAX_VISITS } from '@/lib/contracts/limits';
import type { SegmentCondition, SegmentRule } from '@/lib/contracts/segments';
import {
  type BehaviourDraft,
  type BehaviourField,
  type BehaviourPart,
  behaviourCondition,
  behaviourOf,
  newBehaviour,
} from './behaviour-draft';
import { operatorOf, type RuleField } from './rule-fields';

/** A rule while it is edited: every part has a key, groups carry their negation, values may be incomplete. */
export type NodeDraft = GroupDraft | ConditionDraft;

/** `all` and, `any` or, `none` not(or), `notAll` not(and): together they say whatever AND, OR and NOT can. */
export type GroupMatch = 'all' | 'any' | 'none' | 'notAll';

export interface GroupDraft {
  kind: 'group';
  key: string;
  match: GroupMatch;
  children: NodeDraft[];
}

export interface ConditionDraft {
  kind: 'condition';
  key: string;
  field: RuleField;
  operator: string;
  /** The name of the tag. */
  tagKey: string;
  tagType: 'text' | 'number' | 'boolean';
  /** Text of the value: of a tag, a topic, a date or a number of days. */
  value: string;
  /** Values of a list condition. */
  values: string[];
  /** Of a condition on what they did. */
  behaviour: BehaviourDraft;
}

export interface DraftProblem {
  key: string;
  part: 'tagKey' | 'value' | 'group' | BehaviourPart;
  message: string;
}

let counter = 0;
/** Keys only tell siblings apart in one browser tab. */
const newKey = () => `n${++counter}`;

export function newCondition(field: RuleField = 'country'): ConditionDraft {
  const operator = field === 'tag' ? 'is' : '';
  return {
    kind: 'condition',
    key: newKey(),
    field,
    operator: operatorOf(field, operator).value,
    tagKey: '',
    tagType: 'text',
    value: field === 'subscribedAt' || field === 'lastSeenAt' ? '30' : '',
    values: [],
    behaviour: newBehaviour(),
  };
}

export function newGroup(match: GroupMatch = 'all', children: NodeDraft[] = [newCondition()]): GroupDraft {
  return { kind: 'group', key: newKey(), match, children };
}

/** One empty condition: what a new segment begins with. Its keys are fixed, as the server renders it, too. */
export function starterDraft(): GroupDraft {
  return { ...newGroup('all', [{ ...newCondition(), key: 'r.0' }]), key: 'r' };
}

/** Opens a stored rule in the builder; the root is always a group. The same rule gets the same keys everywhere. */
export function toDraft(rule: SegmentRule): GroupDraft {
  const node = nodeOf(rule, 'r');
  return node.kind === 'group' ? node : { ...newGroup('all', [{ ...node, key: 'r.0' }]), key: 'r' };
}

function nodeOf(rule: SegmentRule, key: string): NodeDraft {
  if (!('op' in rule)) return { ...conditionOf(rule), key };
  if (rule.op === 'not') {
    const inner = nodeOf(rule.rule, key);
    if (inner.kind === 'condition') return { ...newGroup('none', [{ ...inner, key: `${key}.0` }]), key };
    const negated: Record<GroupMatch, GroupMatch> = { all: 'notAll', any: 'none', none: 'any', notAll: 'all' };
    return { ...inner, match: negated[inner.match] };
  }
  const children = rule.rules.map((part, index) => nodeOf(part, `${key}.${index}`));
  return { ...newGroup(rule.op === 'and' ? 'all' : 'any', children), key };
}

function conditionOf(condition: SegmentCondition): ConditionDraft {
  const draft = { ...newCondition(condition.field), operator: condition.operator as string };
  if (condition.field === 'tag') {
    draft.tagKey = condition.key;
    if ('value' in condition) {
      draft.value = String(condition.value);
      const type = typeof condition.value;
      draft.tagType = type === 'number' || type === 'boolean' ? type : 'text';
    }
  } else if (condition.field === 'event' || condition.field === 'page' || condition.field === 'campaign')
    draft.behaviour = behaviourOf(condition);
  else if ('values' in condition) draft.values = [...condition.values];
  else if ('days' in condition) draft.value = String(condition.days);
  else draft.value = String(condition.value);
  return draft;
}

/**
 * The rule that a draft says, with what is missing. `rule` leaves incomplete conditions out so that the count beside the
 * builder stays useful while typing; it is null when nothing complete is left. Save only when `problems` is empty; depth
 * and number of conditions are the server's to refuse.
 */
export function fromDraft(root: GroupDraft): { rule: SegmentRule | null; problems: DraftProblem[] } {
  const problems: DraftProblem[] = [];
  const rule = ruleOf(root, problems, true);
  return { rule, problems };
}

function ruleOf(node: NodeDraft, problems: DraftProblem[], isRoot = false): SegmentRule | null {
  if (node.kind === 'condition') return conditionRule(node, problems);
  const rules = node.children.map((child) => ruleOf(child, problems)).filter((rule) => rule !== null);
  if (node.children.length === 0 && !isRoot)
    problems.push({ key: node.key, part: 'group', message: 'Add a condition or remove this group' });
  // An empty "all" would silently mean everyone, so nothing stands for nothing; only a root that has none says so.
  if (rules.length === 0 && !(isRoot && node.children.length === 0)) return null;
  const op = node.match === 'all' || node.match === 'notAll' ? 'and' : 'or';
  const [only] = rules;
  const inner: SegmentRule = rules.length === 1 && only && !isRoot ? only : { op, rules };
  return node.match === 'none' || node.match === 'notAll' ? { op: 'not', rule: inner } : inner;
}

function conditionRule(draft: ConditionDraft, problems: DraftProblem[]): SegmentCondition | null {
  const fail = (part: DraftProblem['part'], message: string): null => {
    problems.push({ key: draft.key, part, message });
    return null;
  };
  const { field } = draft;
  const { kind } = operatorOf(field, draft.operator);
  if (field === 'tag' && !draft.tagKey.trim()) return fail('tagKey', 'Name the tag');
  const value = draft.value.trim();
  const number = Number(value);
  switch (kind) {
    case 'none':
      return built({ field, key: draft.tagKey.trim(), operator: draft.operator });
    case 'tag':
      if (draft.tagType === 'number' && (value === '' || !Number.isFinite(number)))
        return fail('value', 'Enter a number');
      if (draft.tagType === 'text' && value === '') return fail('value', 'Enter a value');
      return built({ field, key: draft.tagKey.trim(), operator: draft.operator, value: tagValueOf(draft) });
    case 'number':
      if (value === '' || !Number.isFinite(number)) return fail('value', 'Enter a number');
      return built({ field, key: draft.tagKey.trim(), operator: draft.operator, value: number });
    case 'text':
      if (value === '') return fail('value', 'Enter a value');
      return built({ field, key: draft.tagKey.trim(), operator: draft.operator, value });
    case 'topic':
      if (value === '') return fail('value', 'Choose a topic');
      return built({ field, operator: draft.operator, value });
    case 'values':
      if (draft.values.length === 0) return fail('value', 'Choose at least one');
      return built({ field, operator: draft.operator, values: draft.values });
    case 'days':
      if (!/^\d+$/.test(value) || number < 1 || number > 3_650) return fail('value', 'Enter 1 to 3,650 days');
      return built({ field, operator: draft.operator, days: number });
    case 'times':
      if (!/^\d+$/.test(value) || number > MAX_VISITS) return fail('value', 'Enter a whole number, 0 or more');
      return built({ field, operator: draft.operator, value: number });
    case 'behaviour':
      return behaviourCondition(field as BehaviourField, draft.operator, draft.behaviour, fail);
    case 'date':
      if (Number.isNaN(Date.parse(value))) return fail('value', 'Choose a date');
      return built({ field, operator: draft.operator, value });
  }
}

/** The operator lists of rule-fields.ts follow the contract; the test checks that they do, and the server parses. */
function built(condition: { field: string; operator: string; [rest: string]: unknown }): SegmentCondition {
  return condition as unknown as SegmentCondition;
}

function tagValueOf(draft: ConditionDraft): string | number | boolean {
  if (draft.tagType === 'number') return Number(draft.value);
  return draft.tagType === 'boolean' ? draft.value !== 'false' : draft.value.trim();
}

/** The same tree as if it were just made: keys of another visit may be given out once more in this one. */
export function withNewKeys(root: GroupDraft): GroupDraft {
  const children = root.children.map((child) =>
    child.kind === 'group' ? withNewKeys(child) : { ...child, key: newKey() },
  );
  return { ...root, key: newKey(), children };
}

/** The tree with one node replaced; null removes it. */
export function replaceNode(root: GroupDraft, key: string, next: NodeDraft | null): GroupDraft {
  if (root.key === key) return next?.kind === 'group' ? next : root;
  const children = root.children.flatMap((child): NodeDraft[] => {
    if (child.key === key) return next ? [next] : [];
    return child.kind === 'group' ? [replaceNode(child, key, next)] : [child];
  });
  return { ...root, children };
}
