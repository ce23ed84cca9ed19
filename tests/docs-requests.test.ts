import { execFile } from 'node:child_process';
import { createECDH, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileFor } from '@/app/api/test-support';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { makeSite } from '@/lib/delivery/test-kit/fixture';
import { runExport } from '@/lib/exports/run-export';
import { runImport } from '@/lib/imports/run-import';
import { recordJobFailure } from '@/lib/operations/record-job-failure';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { readCommands, readPromise, type ShownCommand } from './support/shown-commands';
import { type FrontDoor, startFrontDoor } from './support/start-front-door';

// Every `curl` of the docs is run as it is written, by the shell and curl of this machine, against a real process. The
// host, the key and what "…" stands for are filled in; each command finds things of its own, made by the API itself.

const FOLDERS = ['docs', 'docs/guides', 'clients/typescript', '.'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const pages = files.map((file) => readCommands(file, readFileSync(file, 'utf8')));
const commands = pages.flatMap((page) => page.commands);
const variables = pages.flatMap((page) => page.variables);

const folder = mkdtempSync(join(tmpdir(), 'belfry-docs-'));
let door: FrontDoor;
let token: string;
let siteId: string;

beforeAll(async () => {
  const site = await makeSite();
  siteId = site.publicId;
  token = (await createApiKey(site.actor, { name: 'k', scopes: API_KEY_SCOPES })).token;
  door = await startFrontDoor();
  // Answers end with their status, whatever is written where.
  writeFileSync(join(folder, '.curlrc'), 'write-out = "\\n%{http_code}"\n');
  writeFileSync(join(folder, 'icon.png'), fileFor({ requestBody: { content: { 'image/png': {} } } })?.content ?? '');
  writeFileSync(join(folder, 'people.csv'), PEOPLE);
  await post(`/sites/${siteId}/topics`, { key: 'offers', name: 'Offers' });
});
afterAll(async () => {
  await door?.stop();
  await closeQueues();
  rmSync(folder, { recursive: true, force: true });
});

const PEOPLE = 'externalId,plan\ncustomer-42,plus\n';
const message = { title: 'The sale ends tonight', url: 'https://shop.example/sale' };
const campaign = { name: 'Sale', message, audience: { all: true } };
const dateIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function request(method: string, path: string, body?: unknown, type = 'application/json') {
  const response = await fetch(`${door.origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }) },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
const post = (path: string, body?: unknown, type?: string) => request('POST', path, body, type);

function newBrowser() {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  return {
    endpoint: `https://fcm.googleapis.com/fcm/send/${randomBytes(16).toString('hex')}`,
    keys: { p256dh: keys.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
  };
}

/** What an id of the docs stands for, new for each command. */
class Things {
  /** The last one of each kind: a delivery is one of its webhook. */
  readonly last = new Map<string, string>();

  async make(prefix: string): Promise<string> {
    const id = String((await this.#make(prefix)).id);
    this.last.set(prefix, id);
    return id;
  }

  async #make(prefix: string): Promise<{ id: string }> {
    const at = `/sites/${siteId}`;
    switch (prefix) {
      case 'site':
        return { id: siteId };
      case 'key':
        return post('/api-keys', { name: 'Made', scopes: ['sites.read'] });
      case 'sub':
        return post(`${at}/subscribers`, newBrowser());
      case 'seg':
        return post(`${at}/segments`, { name: 'Everyone', rule: { op: 'and', rules: [] } });
      case 'cmp':
        return post(`${at}/campaigns`, campaign);
      case 'tpl':
        return post(`${at}/templates`, { name: randomBytes(8).toString('hex'), message });
      case 'msg':
        await post(`${at}/subscribers`, { ...newBrowser(), externalId: 'customer-7' });
        return post(`${at}/messages`, { message, audience: { externalIds: ['customer-7'] } });
      case 'imp':
        return post(`${at}/imports`, PEOPLE, 'text/csv');
      case 'exp':
        return post(`${at}/exports`, { kind: 'subscribers', format: 'json' });
      case 'whk':
        return post(`${at}/webhooks`, { url: 'https://hooks.invalid/', events: ['campaign.started'] });
      case 'wdl':
        return post(`${at}/webhooks/${this.last.get('whk')}/test`);
      case 'job':
        await recordJobFailure('imports', { id: 'one', name: 'import', data: {}, attempt: 3 }, new Error('no way'));
        return (await request('GET', '/operations/failed-jobs')).items[0];
      default:
        throw new Error(`Nobody told what ${prefix}_… stands for.`);
    }
  }
}

/** What has to have happened, by what the command asks for, so that it can do what it is shown for. */
const BEFORE: [RegExp, (things: Things) => Promise<unknown>][] = [
  [/\/campaigns\/.*\/(pause|retry|throttle)"/, (things) => post(`/campaigns/${things.last.get('cmp')}/launch`)],
  [
    /\/occurrences"/,
    (things) =>
      post(`/campaigns/${things.last.get('cmp')}/schedule`, {
        schedule: { kind: 'recurring', rule: { every: 'day' }, time: '09:00', timezone: 'Europe/Paris' },
      }),
  ],
  [
    /\/download"/,
    (things) => runExport(decodeId('export', things.last.get('exp') ?? ''), new AbortController().signal),
  ],
  [/customer-42/, () => post(`/sites/${siteId}/subscribers`, { ...newBrowser(), externalId: 'customer-42' })],
];

/** The command as its reader would fill it in. */
async function fillIn(text: string, things: Things): Promise<string> {
  const { endpoint, keys } = newBrowser();
  let filled = text
    .replace('https://fcm.googleapis.com/fcm/send/…', endpoint)
    .replace('"p256dh": "…"', `"p256dh": "${keys.p256dh}"`)
    .replace('"auth": "…"', `"auth": "${keys.auth}"`)
    // An address that nobody listens at.
    .replaceAll('hooks.example.com', 'hooks.invalid')
    // These dates are to come, whenever this is run.
    .replaceAll('2027-01-31', dateIn(60))
    .replaceAll('2027-12-31', dateIn(360));
  for (const [shown, prefix = ''] of text.matchAll(/\b([a-z]+)_…/g)) {
    filled = filled.replace(shown, await things.make(prefix));
  }
  if (filled.includes('…')) throw new Error(`Nobody told what … stands for in: ${filled}`);
  return filled;
}

/** Runs a command in a shell that knows the variables of the docs. */
function run(command: string): Promise<{ status: number; body: string; complaint: string }> {
  const set = variables.join('\n').replaceAll('https://push.example.com', door.origin);
  const env = { PATH: process.env.PATH, CURL_HOME: folder, NO_PROXY: '127.0.0.1', SITE: siteId, BELFRY_KEY: token };
  return new Promise((done) => {
    execFile(
      'sh',
      ['-euc', `${set}\n${command}`],
      { cwd: folder, env: env as unknown as NodeJS.ProcessEnv },
      (error, stdout, stderr) => {
        const [, body = '', status] = /^([\s\S]*)\n(\d{3})$/.exec(stdout) ?? [];
        done({ status: Number(status ?? 0), body, complaint: `${stderr}${error?.message ?? ''}` });
      },
    );
  });
}

interface Described {
  responses: Record<string, unknown>;
}
const { paths } = JSON.parse(readFileSync('app/api/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
};

/** What the description shows as the answer of the route that a command asks. */
function describedAnswer(command: string): string {
  const [, shown = ''] = /"\$B(\/[^"?]*)/.exec(command) ?? [];
  const method = /-X +(\w+)/.exec(command)?.[1]?.toLowerCase() ?? (/ -d | --data/.test(command) ? 'post' : 'get');
  const parts = `/api/v1${shown}`.split('/');
  const found = Object.entries(paths).find(([path, item]) => {
    const wanted = path.split('/');
    const isSame = wanted.every(
      (part, i) => part === parts[i] || (part.startsWith('{') && /…|\$/.test(parts[i] ?? '')),
    );
    return wanted.length === parts.length && isSame && item[method];
  });
  if (!found) throw new Error(`The description has no ${method} ${shown}.`);
  return JSON.stringify(found[1][method]?.responses);
}

describe('the requests of the docs', () => {
  it('are found', () => {
    const places = new Set(commands.map(({ place }) => place.split(':')[0]));
    expect([...places]).toEqual(expect.arrayContaining(['docs/api.md', 'docs/webhooks.md']));
    for (const [index, file] of files.entries()) {
      // In a sentence it would be run by nobody.
      const count = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /\bcurl -/.test(line)).length;
      expect([file, pages[index]?.commands.length]).toEqual([file, count]);
    }
    expect(commands.length).toBeGreaterThanOrEqual(50);
    expect(commands.filter(({ comment }) => readPromise(comment).fields.length > 0).length).toBeGreaterThanOrEqual(10);
  });

  it.each(commands.map((each) => [`${each.place} ${each.command.split('\n')[0]}`, each] as const))(
    '%s',
    async (_name, { command, comment }: ShownCommand) => {
      const things = new Things();
      const filled = await fillIn(command, things);
      for (const [asked, prepare] of BEFORE) if (asked.test(command)) await prepare(things);
      const { status, body, complaint } = await run(filled);
      const promise = readPromise(comment);
      const answer = `${status} ${body} ${complaint}`;
      if (promise.status === null) expect(answer).toMatch(/^2/);
      else expect(answer).toMatch(new RegExp(`^${promise.status} `));
      expect(complaint).toBe('');
      for (const prefix of promise.prefixes) expect(JSON.parse(body).id).toMatch(new RegExp(`^${prefix}`));
      const shown = await answerToLook(comment, things, body);
      for (const name of promise.fields) {
        // Of a list with nothing in it, what its items would have.
        const isOfItem = shown.includes('[]') && describedAnswer(command).includes(`"${name}":`);
        if (!isOfItem) expect(shown).toContain(`"${name}":`);
      }
    },
  );
});

/** "then, under GET": what is promised comes once a worker was there. */
async function answerToLook(comment: string, things: Things, body: string): Promise<string> {
  if (!comment.startsWith('then, under GET')) return body;
  const id = things.last.get('imp') ?? '';
  await runImport(decodeId('import', id), new AbortController().signal);
  return JSON.stringify(await request('GET', `/sites/${siteId}/imports/${id}`));
}
