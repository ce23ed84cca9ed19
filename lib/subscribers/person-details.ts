import type { Actor } from '@/lib/contracts/actors';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { SUBSCRIBER_COLUMNS, type SubscriberRow, subscriberView } from './subscriber-view';

export interface PersonDetails {
  /** Other browsers of the same person (external id), newest first. */
  devices: SubscriberView[];
  /** When and how they agreed or took it back, newest first. */
  consents: {
    decision: string;
    promptKind: string;
    textVersion: string;
    origin: string;
    at: string;
  }[];
}

const MOST_DEVICES = 20;
const MOST_CONSENTS = 20;

/**
 * What the page of a subscriber shows beside it.
 * @throws AppError `forbidden`; `not_found` for the site. A subscriber that the site does not have has nothing.
 */
export async function personDetails(actor: Actor, siteId: string, subscriberId: string): Promise<PersonDetails> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const id = decodeId('subscriber', subscriberId);
  const [devices, consents] = await Promise.all([
    pool.query<SubscriberRow>(
      `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers me
       JOIN subscribers s ON s.site_id = me.site_id AND s.external_id = me.external_id AND s.id <> me.id
       JOIN push_origins o ON o.id = s.origin_id
       WHERE me.site_id = $1 AND me.id = $2 ORDER BY s.id DESC LIMIT ${MOST_DEVICES}`,
      [site, id],
    ),
    pool.query<{ decision: string; promptKind: string; textVersion: string; origin: string; at: Date }>(
      `SELECT decision, prompt_kind AS "promptKind", text_version AS "textVersion", origin, at FROM consent_records
       WHERE site_id = $1 AND subscriber_id = $2 ORDER BY id DESC LIMIT ${MOST_CONSENTS}`,
      [site, id],
    ),
  ]);
  return {
    devices: devices.rows.map(subscriberView),
    consents: consents.rows.map((row) => ({ ...row, at: row.at.toISOString() })),
  };
}
