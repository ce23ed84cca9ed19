import pg from 'pg';

/** Set by global-setup.ts for the setup files: where the tests' Postgres is and which database to clone. */
export interface TestServer {
  /** Connection URL of the maintenance database. */
  adminUrl: string;
  template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** Clones the migrated template; returns the new database's URL and a function that drops it. */
export async function cloneDatabase(server: TestServer, name: string): Promise<{ url: string; drop(): Promise<void> }> {
  // Two clones of one template at once fail ("being accessed by other users"): they queue for a lock.
  await runAsAdmin(server.adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(1)');
    await client.query(`CREATE DATABASE "${name}" TEMPLATE "${server.template}"`);
  });
  const url = new URL(server.adminUrl);
  url.pathname = `/${name}`;
  const drop = () =>
    runAsAdmin(server.adminUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    });
  return { url: url.href, drop };
}

async function runAsAdmin(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
