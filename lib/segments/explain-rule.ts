import { type CampaignNames, describeRule, named, quoted } from '@/lib/contracts/segment-text';
import type { SegmentCondition, SegmentRule } from '@/lib/contracts/segments';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { compileRule } from './compile-rule';

export interface RuleExplanation {
  holds: boolean;
  /** The parts that decide: those that fail when the rule does not hold, those that are met when it does. */
  parts: { what: string; found: string }[];
}

/** A rule with what each of its conditions is for one subscriber. */
type Judged =
  | { kind: 'condition'; holds: boolean; condition: SegmentCondition }
  | { kind: 'group'; holds: boolean; op: 'and' | 'or'; rule: SegmentRule; parts: Judged[] }
  | { kind: 'not'; holds: boolean; rule: SegmentRule; part: Judged };

/**
 * Whether a rule holds for one subscriber and which parts of it decide. Every condition is asked of the database as
 * the audience asks it, in one statement, so that the two never disagree.
 * @param asOf what "now" means in the rule
 * @returns null when the site has no such subscriber
 */
export async function explainRule(
  siteId: bigint,
  subscriberId: bigint,
  subscriber: SubscriberView,
  rule: SegmentRule,
  asOf: Date,
  campaigns: CampaignNames = {},
): Promise<RuleExplanation | null> {
  const conditions: SegmentCondition[] = [];
  collect(rule, conditions);
  const params: unknown[] = [siteId, subscriberId];
  const columns = conditions.map((condition) => compileRule(condition, params, asOf));
  const { rows } = await pool.query<{ answers: boolean[] }>(
    `SELECT ARRAY[${columns.join(', ')}]::boolean[] AS answers FROM subscribers s WHERE s.site_id = $1 AND s.id = $2`,
    params,
  );
  const answers = rows[0]?.answers;
  if (!answers) return null;
  const judged = judge(rule, answers.values());
  const parts = decisive(judged, judged.holds).map((part) => say(part, subscriber, campaigns));
  return { holds: judged.holds, parts };
}

function collect(rule: SegmentRule, into: SegmentCondition[]): void {
  if (!('op' in rule)) into.push(rule);
  else for (const part of rule.op === 'not' ? [rule.rule] : rule.rules) collect(part, into);
}

/** Takes the answers in the order in which `collect` went. */
function judge(rule: SegmentRule, answers: Iterator<boolean>): Judged {
  if (!('op' in rule)) return { kind: 'condition', holds: answers.next().value === true, condition: rule };
  if (rule.op === 'not') {
    const part = judge(rule.rule, answers);
    return { kind: 'not', holds: !part.holds, rule, part };
  }
  const parts = rule.rules.map((each) => judge(each, answers));
  const holds = rule.op === 'and' ? parts.every((part) => part.holds) : parts.some((part) => part.holds);
  return { kind: 'group', holds, op: rule.op, rule, parts };
}

/** The smallest parts that made it so: of an `and` that fails those that fail, of an `or` that fails all of it. */
function decisive(judged: Judged, holds: boolean): Judged[] {
  if (judged.kind === 'condition') return [judged];
  // A condition that is turned round is said as it stands; a group in it is looked into.
  if (judged.kind === 'not') return judged.part.kind === 'condition' ? [judged] : decisive(judged.part, !holds);
  const deciding = judged.parts.filter((part) => part.holds === holds);
  return deciding.flatMap((part) => decisive(part, holds));
}

function say(judged: Judged, subscriber: SubscriberView, campaigns: CampaignNames): RuleExplanation['parts'][number] {
  const rule = judged.kind === 'condition' ? judged.condition : judged.rule;
  const condition = judged.kind === 'not' && judged.part.kind === 'condition' ? judged.part.condition : rule;
  const actual = 'op' in condition ? '' : actualText(condition, subscriber);
  return { what: describeRule(rule, campaigns), found: actual || (judged.holds ? 'this is so' : 'this is not so') };
}

/** What the subscriber has there today. */
function actualText(condition: SegmentCondition, subscriber: SubscriberView): string {
  switch (condition.field) {
    case 'tag': {
      const value = Object.hasOwn(subscriber.tags, condition.key) ? subscriber.tags[condition.key] : undefined;
      return value === undefined ? 'they do not have this tag' : `theirs is ${quoted(value)}`;
    }
    case 'topic':
      return subscriber.topics.length === 0 ? 'they follow no topic' : `they follow ${subscriber.topics.join(', ')}`;
    case 'subscribedAt':
    case 'lastSeenAt':
      return `theirs is ${subscriber[condition.field].slice(0, 16).replace('T', ' ')} UTC`;
    case 'sessionCount':
      return `theirs is ${subscriber.sessionCount}`;
    case 'event':
    case 'page':
    case 'campaign':
      return '';
    default: {
      const value = subscriber[condition.field];
      return value === null ? 'theirs is not known' : `theirs is ${named(condition.field, value)}`;
    }
  }
}
