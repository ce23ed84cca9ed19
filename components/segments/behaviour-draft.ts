import type { BehaviourCondition, EventProperty } from '@/lib/contracts/segment-behaviour';

/** What a condition on events, pages or campaigns says beside its operator, while it is edited. */
export interface BehaviourDraft {
  /** Name of the event, path of the page, or id of the campaign (empty: any). */
  name: string;
  match: 'is' | 'starts_with' | 'contains';
  /** Text of a whole number. */
  atLeast: string;
  window: 'ever' | 'days' | 'dates';
  days: string;
  from: string;
  to: string;
  /** Null: the event's properties do not matter. */
  property: PropertyDraft | null;
}

export interface PropertyDraft {
  key: string;
  operator: EventProperty['operator'];
  type: 'text' | 'number' | 'boolean';
  value: string;
}

export type BehaviourField = BehaviourCondition['field'];
export type BehaviourPart = 'name' | 'atLeast' | 'window' | 'property';

/** As PAGE_VISIT_DAYS of the contract: a form does not load zod for a number. */
const MOST_DAYS: Record<BehaviourField, number> = { event: 3_650, page: 90, campaign: 3_650 };

export function newBehaviour(): BehaviourDraft {
  return {
    name: '',
    match: 'starts_with',
    atLeast: '1',
    window: 'days',
    days: '30',
    from: '',
    to: '',
    property: null,
  };
}

export function newProperty(): PropertyDraft {
  return { key: '', operator: 'is', type: 'text', value: '' };
}

export function behaviourOf(condition: BehaviourCondition): BehaviourDraft {
  const draft = newBehaviour();
  const { withinDays } = condition;
  if (condition.field === 'campaign') {
    draft.name = condition.campaignId ?? '';
  } else {
    draft.name = condition.field === 'event' ? condition.event : condition.path;
    draft.atLeast = String(condition.atLeast ?? 1);
    draft.from = condition.from ?? '';
    draft.to = condition.to ?? '';
    if (condition.field === 'page') draft.match = condition.match;
    else if (condition.property) draft.property = propertyOf(condition.property);
  }
  draft.window = withinDays !== undefined ? 'days' : draft.from || draft.to ? 'dates' : 'ever';
  if (withinDays !== undefined) draft.days = String(withinDays);
  return draft;
}

function propertyOf(property: EventProperty): PropertyDraft {
  if (!('value' in property)) return { ...newProperty(), key: property.key, operator: property.operator };
  const type = typeof property.value;
  return {
    key: property.key,
    operator: property.operator,
    type: type === 'number' || type === 'boolean' ? type : 'text',
    value: String(property.value),
  };
}

type Fail = (part: BehaviourPart, message: string) => null;

/** The condition that a draft says, or null after saying what is missing. */
export function behaviourCondition(
  field: BehaviourField,
  operator: string,
  draft: BehaviourDraft,
  fail: Fail,
): BehaviourCondition | null {
  const window = windowOf(field, draft, fail);
  if (field === 'campaign') {
    const campaign = draft.name ? { campaignId: draft.name } : {};
    return window && built({ field, operator, ...campaign, ...window });
  }
  const name = draft.name.trim();
  if (!name) return fail('name', field === 'event' ? 'Name the event' : 'Enter a path such as /shoes/');
  const times = Number(draft.atLeast);
  if (!/^\d+$/.test(draft.atLeast.trim()) || times < 1 || times > 1_000)
    return fail('atLeast', 'Enter 1 to 1,000 times');
  const often = times === 1 ? {} : { atLeast: times };
  if (field === 'page') {
    return window && built({ field, operator, match: draft.match, path: name, ...often, ...window });
  }
  const property = draft.property ? eventProperty(draft.property, fail) : undefined;
  if (property === null) return null;
  return window && built({ field, operator, event: name, ...often, ...window, ...(property && { property }) });
}

function windowOf(field: BehaviourField, draft: BehaviourDraft, fail: Fail) {
  switch (draft.window) {
    case 'ever':
      return {};
    case 'days': {
      const days = Number(draft.days);
      const most = MOST_DAYS[field];
      if (!/^\d+$/.test(draft.days.trim()) || days < 1 || days > most)
        return fail('window', `Enter 1 to ${most.toLocaleString('en')} days`);
      return { withinDays: days };
    }
    case 'dates': {
      if (!draft.from && !draft.to) return fail('window', 'Choose a date');
      if (draft.from && draft.to && Date.parse(draft.from) > Date.parse(draft.to))
        return fail('window', 'The first date is after the second');
      return { ...(draft.from && { from: draft.from }), ...(draft.to && { to: draft.to }) };
    }
  }
}

function eventProperty(draft: PropertyDraft, fail: Fail): EventProperty | null {
  const key = draft.key.trim();
  if (!key) return fail('property', 'Name the property');
  const { operator } = draft;
  const value = draft.value.trim();
  const number = Number(value);
  switch (operator) {
    case 'exists':
    case 'not_exists':
      return { key, operator };
    case 'greater':
    case 'less':
      if (value === '' || !Number.isFinite(number)) return fail('property', 'Enter a number');
      return { key, operator, value: number };
    case 'contains':
      return value ? { key, operator, value } : fail('property', 'Enter a value');
    default:
      if (draft.type === 'boolean') return { key, operator, value: draft.value !== 'false' };
      if (draft.type === 'number') {
        if (value === '' || !Number.isFinite(number)) return fail('property', 'Enter a number');
        return { key, operator, value: number };
      }
      return value ? { key, operator, value } : fail('property', 'Enter a value');
  }
}

/** The operator lists of rule-fields.ts follow the contract; the test checks that they do, and the server parses. */
function built(condition: { field: string; operator: string; [rest: string]: unknown }): BehaviourCondition {
  return condition as unknown as BehaviourCondition;
}
