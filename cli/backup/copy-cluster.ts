import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copyFile } from './copy-file';

/** Made anew at every start; the folders have to be there, their content has not. */
const EMPTIED_FOLDERS = [
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
];
const LEFT_OUT = /^(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|.*\.tmp|pgsql_tmp.*|pg_internal\.init.*)$/;
const CONTROL_FILE = join('global', 'pg_control');
const CONTROL_TRIES = 100;

/**
 * Copies the cluster of a running server by Postgres' low-level backup API
 * (postgresql.org/docs/18/continuous-archiving.html, "Making a Base Backup Using the Low Level API"), with the write-ahead
 * log that belongs to it, so that the copy stands alone. Nobody is kept waiting: readers and writers go on.
 * @param url of a superuser
 * @param to folder that is made
 * @returns the server's version and how many bytes were copied.
 */
export async function copyCluster(url: string, to: string): Promise<{ version: string; bytes: number }> {
  const client = new pg.Client({ connectionString: url, application_name: 'belfry-backup' });
  let lost: Error | undefined;
  client.on('error', (error) => {
    lost = error;
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ directory: string; version: string }>(
      `SELECT current_setting('data_directory') AS directory, current_setting('server_version') AS version`,
    );
    const { directory = '', version = '' } = rows[0] ?? {};
    // Keeps the log of the whole copying, however much is written meanwhile; it ends with this connection.
    const slot = `belfry_backup_${process.pid}`;
    await client.query('SELECT pg_create_physical_replication_slot($1, true, true)', [slot]);
    await client.query(`SELECT pg_backup_start('belfry', true)`);
    let bytes = await copyFolder(directory, to, '');
    bytes += await copyControlFile(directory, to);
    if (lost) throw lost;
    const { rows: ends } = await client.query<{ label: string; last: string }>(
      'SELECT labelfile AS label, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false)',
    );
    const { label = '', last = '' } = ends[0] ?? {};
    writeFileSync(join(to, 'backup_label'), label, { mode: 0o600, flush: true });
    bytes += await copyLog(directory, to, label, last);
    return { version, bytes };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function copyFolder(from: string, to: string, path: string): Promise<number> {
  mkdirSync(join(to, path), { mode: 0o700 });
  if (EMPTIED_FOLDERS.includes(path)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(join(from, path), { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (LEFT_OUT.test(entry.name) || inner === CONTROL_FILE) continue;
    if (entry.isDirectory()) bytes += await copyFolder(from, to, inner);
    else if (entry.isFile()) bytes += await copyFile(join(from, inner), join(to, inner));
    else throw new Error(`${join(from, inner)} is neither a file nor a folder: a backup would lack what it leads to.`);
  }
  return bytes;
}

/** Read until it is the same twice: it may be written at the moment it is read, and nothing in the log could mend it. */
async function copyControlFile(from: string, to: string): Promise<number> {
  for (let attempt = 0; attempt < CONTROL_TRIES; attempt++) {
    const content = await readFile(join(from, CONTROL_FILE));
    await sleep(10);
    if (!content.equals(readFileSync(join(from, CONTROL_FILE)))) continue;
    writeFileSync(join(to, CONTROL_FILE), content, { mode: 0o600, flush: true });
    return content.length;
  }
  throw new Error('pg_control changed at every look. Try again when less is written.');
}

async function copyLog(from: string, to: string, label: string, last: string): Promise<number> {
  const first = /\(file ([0-9A-F]{24})\)/.exec(label)?.[1];
  if (!first) throw new Error('Postgres does not say where its log begins.');
  const names = readdirSync(join(from, 'pg_wal')).filter(
    (name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last,
  );
  let bytes = 0;
  for (const name of names) bytes += await copyFile(join(from, 'pg_wal', name), join(to, 'pg_wal', name));
  if (!names.includes(first) || !names.includes(last)) {
    throw new Error(`The log from ${first} to ${last} is not whole. Try again.`);
  }
  return bytes;
}
