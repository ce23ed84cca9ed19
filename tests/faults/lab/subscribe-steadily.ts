import { createECDH, randomBytes } from 'node:crypto';
import { pool } from '@/lib/platform/db';
import type { Audience } from './audience';
import { sleep } from './lab';
import type { Rest } from './rest';

export interface Subscribing {
  acknowledgedCount(): number;
  /** Ends it; how many were acknowledged, and what every other answer was. */
  stop(): Promise<{ acknowledged: string[]; refusals: Record<string, number>; slowestMs: number }>;
}

/** Adds one subscriber after the other by the REST API, whatever it answers. */
export function subscribeSteadily(rest: Rest, audience: Audience): Subscribing {
  const acknowledged: string[] = [];
  const refusals: Record<string, number> = {};
  let slowestMs = 0;
  let isOver = false;
  const work = (async () => {
    for (let number = 0; !isOver; number++) {
      const keys = createECDH('prime256v1');
      const endpoint = `${audience.endpoints[0]}-more-${number}`;
      const subscription = {
        endpoint,
        keys: { p256dh: keys.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') },
      };
      const path = `/api/v1/sites/${audience.site.publicId}/subscribers`;
      // No answer at all is a refusal too: the test may have ended, and the process with it.
      const { status, ms } = await rest('POST', path, subscription).catch(() => ({ status: 'none', ms: 0 }));
      slowestMs = Math.max(slowestMs, ms);
      if (status === 200 || status === 201) acknowledged.push(endpoint);
      else refusals[status] = (refusals[status] ?? 0) + 1;
      await sleep(20);
    }
  })();
  return {
    acknowledgedCount: () => acknowledged.length,
    async stop() {
      isOver = true;
      await work;
      return { acknowledged, refusals, slowestMs };
    },
  };
}

/** Which of the acknowledged are not there. */
export async function findLost(audience: Audience, acknowledged: string[]): Promise<string[]> {
  const { rows } = await pool.query<{ endpoint: string }>(
    `SELECT endpoint FROM unnest($2::text[]) AS told (endpoint)
     WHERE NOT EXISTS (SELECT FROM subscribers s WHERE s.site_id = $1 AND s.endpoint = told.endpoint)`,
    [audience.site.id, acknowledged],
  );
  return rows.map((row) => row.endpoint);
}
