import { pool } from '@/lib/platform/db';

// A handful of push services serve everyone; rows are never deleted, so what was read once stays true.
const known = new Map<string, number>();

/** Number of a push service's origin (`https://fcm.googleapis.com`), made at its first use. */
export async function findOriginId(origin: string): Promise<number> {
  const cached = known.get(origin);
  if (cached !== undefined) return cached;
  const found = await pool.query<{ id: number }>('SELECT id FROM push_origins WHERE origin = $1', [origin]);
  const id = found.rows[0]?.id ?? (await insert(origin));
  known.set(origin, id);
  return id;
}

async function insert(origin: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO push_origins (origin) VALUES ($1)
     ON CONFLICT (origin) DO UPDATE SET origin = excluded.origin RETURNING id`,
    [origin],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('a push origin could not be stored');
  return id;
}
