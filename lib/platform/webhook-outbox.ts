/**
 * A CTE that writes to the webhook outbox what a statement did to many messages, in that statement's own transaction.
 * It reads `webhooks` in the statement's own snapshot and nothing is cached: an endpoint whose creation was answered
 * is told of every statement that begins after it. For a site without an endpoint that wants the type it writes
 * nothing. (Subscribers and campaigns are told by triggers, see prisma/migrations/…_webhooks.)
 *
 * @param source a SELECT of `site_id, type, run_id, subscriber_id, detail` that may name CTEs of the statement
 */
export function outboxInsert(source: string): string {
  return `INSERT INTO webhook_outbox (site_id, type, run_id, subscriber_ids, details)
    SELECT t.site_id, t.type, t.run_id, array_agg(t.subscriber_id), array_agg(t.detail)
    FROM (${source}) t
    WHERE EXISTS (SELECT FROM webhooks w
      WHERE w.site_id = t.site_id AND w.status = 'active' AND t.type = ANY (w.events))
    GROUP BY t.site_id, t.type, t.run_id`;
}
