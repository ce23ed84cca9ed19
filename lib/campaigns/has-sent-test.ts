import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * Whether anybody of the site has sent a test yet, of a campaign or the first of all.
 * @throws AppError `forbidden`; `not_found`
 */
export async function hasSentTest(actor: Actor, siteId: string): Promise<boolean> {
  const site = await authorizeSite(actor, 'campaigns.read', siteId);
  return ((await pool.query(HAS_TEST_SQL, [site])).rowCount ?? 0) > 0;
}

/** Exported for the test that reads its plan. */
export const HAS_TEST_SQL = 'SELECT FROM runs WHERE site_id = $1 AND is_test LIMIT 1';
