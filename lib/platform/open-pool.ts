import pg from 'pg';

/**
 * A pool whose connections may die at any instant (server restart, failover) without ending the process.
 * @param onLost told of each connection that was lost, idle or in use; whoever was using it gets its own error too
 */
export function openPool(config: pg.PoolConfig, onLost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on('error', onLost);
  // pg-pool listens to idle connections only, and between taking one and its first query nobody does: an `error`
  // event that nobody hears ends the process.
  pool.on('connect', (client) => client.on('error', onLost));
  return pool;
}
