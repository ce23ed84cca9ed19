import type {
  BehaviourCondition,
  CampaignCondition,
  CampaignOutcome,
  EventCondition,
  PageCondition,
} from '@/lib/contracts/segment-behaviour';
import { tryDecodeId } from '@/lib/platform/ids';
import { type Bind, compileFlatValue } from './compile-flat-value';

const DAY_MS = 86_400_000;
/** As belfry_id() counts: milliseconds since 2026, then 20 bits of sequence. */
const ID_EPOCH_MS = 1_767_225_600_000;
const ID_SEQUENCE_BITS = 20n;

/**
 * A condition on what people did, as a boolean SQL expression over the alias `s` of `subscribers`.
 *
 * In a page of a few thousand people each one's own rows are looked at (`offset` keeps the planner from turning the
 * question round). With `wholeSite` it is free to gather all who did it, once, from the index that begins with the
 * event, the path or the run.
 */
export function compileBehaviour(
  condition: BehaviourCondition,
  bind: Bind,
  asOf: Date,
  wholeSite: bigint | undefined,
): string {
  switch (condition.field) {
    case 'event': {
      const did = compileEvent(condition, bind, asOf, wholeSite);
      return condition.operator === 'did' ? did : `not ${did}`;
    }
    case 'page': {
      const visited = compilePage(condition, bind, asOf, wholeSite);
      return condition.operator === 'visited' ? visited : `not ${visited}`;
    }
    case 'campaign': {
      const reached = compileCampaign(condition, bind, asOf, wholeSite);
      return condition.operator.startsWith('not_') ? `not ${reached}` : reached;
    }
  }
}

function compileEvent(condition: EventCondition, bind: Bind, asOf: Date, wholeSite: bigint | undefined): string {
  const { event, property, atLeast = 1 } = condition;
  const where = [`e.site_id = ${siteOf(bind, wholeSite)}`, `e.name = ${bind(event, 'text')}`];
  const { from, before } = timeBounds(condition, asOf);
  if (from) where.push(`e.at >= ${bind(from, 'timestamptz')}`);
  if (before) where.push(`e.at < ${bind(before, 'timestamptz')}`);
  if (property) where.push(compileFlatValue('e.props', property, bind));
  const events = `select e.subscriber_id from subscriber_events e where ${where.join(' and ')}`;
  if (wholeSite === undefined)
    return `exists (${events} and e.subscriber_id = s.id offset ${bind(atLeast - 1, 'bigint')})`;
  if (atLeast === 1) return `exists (${events} and e.subscriber_id = s.id)`;
  const often = `${events} group by e.subscriber_id having count(*) >= ${bind(atLeast, 'bigint')}`;
  return `exists (select from (${often}) did where did.subscriber_id = s.id)`;
}

function compilePage(condition: PageCondition, bind: Bind, asOf: Date, wholeSite: bigint | undefined): string {
  const { match, path, atLeast = 1 } = condition;
  const wanted = bind(path, 'text');
  const matches = {
    is: `p.path = ${wanted}`,
    starts_with: `starts_with(p.path, ${wanted})`,
    contains: `strpos(p.path, ${wanted}) > 0`,
  }[match];
  const site = siteOf(bind, wholeSite);
  const where = [`v.site_id = ${site}`];
  const { from, before } = timeBounds(condition, asOf);
  // Visits are counted by day: the day of the first instant counts whole.
  if (from) where.push(`v.day >= ${bind(from.slice(0, 10), 'date')}`);
  if (before) where.push(`v.day < ${bind(dayAfter(before), 'date')}`);
  if (wholeSite === undefined) {
    const visits = `from page_visits v join site_paths p on p.id = v.path_id
      where ${where.join(' and ')} and v.subscriber_id = s.id and p.site_id = v.site_id and ${matches}`;
    if (atLeast === 1) return `exists (select ${visits} offset 0)`;
    return `(coalesce((select sum(v.visit_count) ${visits}), 0) >= ${bind(atLeast, 'bigint')})`;
  }
  // A site has at most some thousand paths: they are found first, and each is a range of the visits' index.
  where.push(`v.path_id = any(array(select p.id from site_paths p where p.site_id = ${site} and ${matches}))`);
  const visits = `select v.subscriber_id from page_visits v where ${where.join(' and ')}`;
  if (atLeast === 1) return `exists (${visits} and v.subscriber_id = s.id)`;
  const often = `${visits} group by v.subscriber_id having sum(v.visit_count) >= ${bind(atLeast, 'bigint')}`;
  return `exists (select from (${often}) did where did.subscriber_id = s.id)`;
}

const OUTCOMES: Record<CampaignOutcome, string> = {
  sent: '(d.state = 2 or d.received_at is not null)',
  received: 'd.received_at is not null',
  shown: 'd.shown_at is not null',
  clicked: 'd.clicked_at is not null',
  dismissed: 'd.dismissed_at is not null',
};

function compileCampaign(condition: CampaignCondition, bind: Bind, asOf: Date, wholeSite: bigint | undefined): string {
  const site = siteOf(bind, wholeSite);
  const runs = [`r.site_id = ${site}`, 'not r.is_test'];
  if (condition.campaignId === undefined) runs.push('r.campaign_id is not null');
  else runs.push(`r.campaign_id = ${bind(tryDecodeId('campaign', condition.campaignId) ?? -1n, 'bigint')}`);
  const where = [
    `d.site_id = ${site}`,
    'd.subscriber_id = s.id',
    OUTCOMES[condition.operator.replace('not_', '') as CampaignOutcome],
  ];
  if (condition.withinDays !== undefined) {
    // Ids of runs sort by time, and deliveries are partitioned by them: months before are not even opened.
    const first = bind(firstIdSince(asOf.getTime() - condition.withinDays * DAY_MS), 'bigint');
    runs.push(`r.id >= ${first}`);
    where.push(`d.run_id >= ${first}`);
  }
  if (wholeSite === undefined) {
    return `exists (select from runs r join deliveries d on d.run_id = r.id
      where ${runs.join(' and ')} and ${where.join(' and ')} offset 0)`;
  }
  // The runs first, by themselves; their lowest and highest leave out the months in which there was none.
  const ofRuns = (what: string) => `(select ${what} from runs r where ${runs.join(' and ')})`;
  where.push(`d.run_id = any(array${ofRuns('r.id')})`);
  where.push(`d.run_id >= ${ofRuns('min(r.id)')}`, `d.run_id <= ${ofRuns('max(r.id)')}`);
  return `exists (select from deliveries d where ${where.join(' and ')})`;
}

function siteOf(bind: Bind, wholeSite: bigint | undefined): string {
  return wholeSite === undefined ? 's.site_id' : bind(wholeSite, 'bigint');
}

/** The smallest id that belfry_id() can have made at this instant or after. */
function firstIdSince(ms: number): bigint {
  return BigInt(Math.max(0, ms - ID_EPOCH_MS)) << ID_SEQUENCE_BITS;
}

/** A window as ISO instants; a plain date means its whole day in UTC. `before` is not included. */
function timeBounds(
  window: { withinDays?: number | undefined; from?: string | undefined; to?: string | undefined },
  asOf: Date,
): { from?: string; before?: string } {
  if (window.withinDays !== undefined) {
    return { from: new Date(asOf.getTime() - window.withinDays * DAY_MS).toISOString() };
  }
  const bounds: { from?: string; before?: string } = {};
  if (window.from !== undefined) bounds.from = iso(Date.parse(window.from));
  // A millisecond is what an instant of the wire has: up to and including it is before the next one.
  if (window.to !== undefined) bounds.before = iso(Date.parse(window.to) + (window.to.length === 10 ? DAY_MS : 1));
  return bounds;
}

/** Postgres has no year 0 and text dates end at 9999; nothing happened outside of this anyway. */
function iso(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), Date.UTC(9999, 11, 31, 23, 59, 59, 999))).toISOString();
}

/** The first day that no longer has a part before this instant. */
function dayAfter(before: string): string {
  return iso(Math.floor((Date.parse(before) - 1) / DAY_MS) * DAY_MS + DAY_MS).slice(0, 10);
}
