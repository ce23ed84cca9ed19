import { Ajv2020 } from '@redocly/ajv/dist/2020.js';
import { expect } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { makeSite } from '@/lib/delivery/test-kit/fixture';
import { runExport } from '@/lib/exports/run-export';
import { recordJobFailure } from '@/lib/operations/record-job-failure';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { type FrontDoor, startFrontDoor } from '@/tests/support/start-front-door';
import { api } from '../app';
import { openApiDocument } from '../openapi';
import type { ApiDocument, Operation, Schema } from '../openapi-complete';
import { fileFor, type UploadedFile } from '../test-support';

// For contract.test.ts and contract-headers.test.ts: the routes of the OpenAPI document with their examples, a real
// server, and a world in which what an example names is there.

export interface Route extends Operation {
  method: string;
  path: string;
}
export interface Reply {
  status: number;
  headers: Headers;
  type: string;
  body: unknown;
}

const routes: Route[] = routesOf(openApiDocument(api));
let door: FrontDoor;
let token: string;
let validators: (schema: Schema) => ReturnType<Ajv2020['compile']>;

/** Starts the server, whose document must be the one that the routes were read from. */
export async function openExampleServer(): Promise<void> {
  door = await startFrontDoor();
  const { actor } = await makeSite();
  token = (await createApiKey(actor, { name: 'k', scopes: API_KEY_SCOPES })).token;
  const served = (await (await fetch(`${door.origin}/api/v1/openapi.json`)).json()) as ApiDocument;
  // Or the test would ask for what is not there.
  expect(served.paths).toEqual(openApiDocument(api).paths);
  validators = compilers(served.components.schemas);
}

export async function closeExampleServer(): Promise<void> {
  await door?.stop();
  await closeQueues();
}

function routesOf({ paths }: ApiDocument): Route[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** Validators of the document's schemas, in which an object has no field that is not described. */
function compilers(schemas: Record<string, Schema>) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
  ajv.addFormat('uri', /^https?:\/\//);
  ajv.addFormat('email', /@/);
  const absolute = (schema: unknown) => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
  ajv.addSchema({ $id: 'api', components: { schemas: absolute(close(structuredClone(schemas))) } });
  return (schema: Schema) => ajv.compile(absolute(close(structuredClone(schema))));
}

function close<T>(part: T): T {
  if (typeof part !== 'object' || part === null) return part;
  for (const value of Object.values(part)) close(value);
  const schema = part as Schema;
  if (schema.properties && schema.type && schema.additionalProperties === undefined)
    schema.additionalProperties = false;
  return part;
}

/** A body that is no JSON. */
class FileBody {
  constructor(readonly file: UploadedFile) {}
}

/** The example of a text; of a picture it could not be shown. */
export function fileBody(route: Pick<Route, 'requestBody'>): FileBody | null {
  const file = fileFor(route);
  if (!file) return null;
  const example = route.requestBody?.content[file.type]?.example;
  return new FileBody(example === undefined ? file : { ...file, content: String(example) });
}

export async function send(
  method: string,
  path: string,
  body?: unknown,
  { key = token, headers = {} }: { key?: string | null; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const response = await fetch(door.origin + path, {
    method,
    headers: {
      ...headers,
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': body instanceof FileBody ? body.file.type : 'application/json' }),
    },
    body: body === undefined ? undefined : body instanceof FileBody ? body.file.content : JSON.stringify(body),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const content = /json/.test(type) ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, type, body: text === '' ? undefined : content };
}

/** Whether the document says that this answer may come. */
export function compare(route: Route, reply: Reply): void {
  const where = `${route.operationId} → ${reply.status} ${JSON.stringify(reply.body)?.slice(0, 2_000)}`;
  const described = route.responses[reply.status];
  if (!described) throw new Error(`not described: ${where}`);
  for (const name of Object.keys(described.headers ?? {})) {
    if (!reply.headers.has(name)) throw new Error(`without the header ${name}: ${where}`);
  }
  const media = described.content?.[reply.type.split(';')[0] ?? ''];
  if (!media) {
    if (described.content || reply.body !== undefined) throw new Error(`as ${reply.type || 'nothing'}: ${where}`);
    return;
  }
  const validate = validators(media.schema);
  if (!validate(reply.body)) throw new Error(`${JSON.stringify(validate.errors, null, 1)}\n${where}`);
}

/** Ids by the noun before them in a path; what a path or an example names is made when it is first needed. */
export class World {
  readonly #ids = new Map<string, Promise<string>>();

  /**
   * @param list the path of its collection, where there are several of that name
   * @param last letter of the invented id: another one stands for another thing
   */
  id(noun: string, list = `/${noun}`, last = 'r'): Promise<string> {
    const key = `${noun} ${last}`;
    const id = this.#ids.get(key) ?? this.#make(noun, list);
    this.#ids.set(key, id);
    return id;
  }

  async #make(noun: string, list: string): Promise<string> {
    if (noun === 'deliveries') await this.request(routeOf('testWebhook'));
    if (noun === 'failed-jobs') {
      await recordJobFailure('imports', { id: 'one', name: 'import', data: {}, attempt: 3 }, new Error('no way'));
    }
    const same = routes.filter(({ path }) => path === list);
    const at = same.length > 0 ? same : routes.filter(({ path }) => path.endsWith(`/${noun}`));
    for (const method of ['POST', 'GET']) {
      const route = at.find((each) => each.method === method);
      if (!route) continue;
      const { body } = await this.request(route);
      const made = body as { id?: string; items?: { id?: string }[] } | undefined;
      const id = made?.id ?? made?.items?.[0]?.id;
      if (id) return id;
    }
    throw new Error(`No operation makes or lists an id of "${noun}".`);
  }

  /** The request that the document shows, with ids and times that are there. */
  async request(route: Route, query = ''): Promise<Reply> {
    return send(route.method, (await this.path(route)) + query, await this.body(route));
  }

  /** Of an operation that answers nothing without one: all that its document shows. */
  async query({ operationId, parameters = [] }: Route): Promise<string> {
    if (!NEEDS_QUERY.includes(operationId)) return '';
    const shown = parameters.filter((each) => each.in === 'query');
    const pairs = await Promise.all(shown.map(async (each) => [each.name, await this.real(String(each.example))]));
    return `?${new URLSearchParams(pairs)}`;
  }

  async path({ path }: Route): Promise<string> {
    let text = path;
    for (const { 0: whole, 1: noun = '', index } of path.matchAll(/([^/{}]+)\/\{\w+\}/g)) {
      text = text.replace(whole, `${noun}/${await this.id(noun, path.slice(0, index) + noun)}`);
    }
    return text;
  }

  async body({ requestBody }: Route): Promise<unknown> {
    const file = fileBody({ requestBody });
    if (file) return file;
    const example = requestBody?.content['application/json']?.example;
    return example === undefined ? undefined : JSON.parse(await this.real(JSON.stringify(example)));
  }

  /** An example's text with real ids for the invented ones, an address that nobody listens at, and a time to come. */
  async real(text: string): Promise<string> {
    let result = text.replaceAll('hooks.example.com', 'hooks.invalid').replaceAll('2027-01-31T09:00:00Z', TOMORROW);
    for (const [invented, prefix = '', last] of text.matchAll(/\b([a-z]+)_0j3v8m2k4qw5(\w)/g)) {
      result = result.replace(invented, await this.id(NOUNS[prefix] ?? prefix, undefined, last));
    }
    return result;
  }
}

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const NOUNS: Record<string, string> = {
  seg: 'segments',
  sub: 'subscribers',
  cmp: 'campaigns',
  top: 'topics',
  site: 'sites',
};

/** What is asked for in the query has no default. */
const NEEDS_QUERY = ['compareCampaigns'];

/** What has to be done first, so that the example can do what it is an example of. */
const BEFORE: Record<string, string[]> = {
  restoreSegment: ['deleteSegment'],
  restoreGoal: ['deleteGoal'],
  restoreWebhook: ['deleteWebhook'],
  restoreExport: ['deleteExport'],
  pauseCampaign: ['launchCampaign'],
  resumeCampaign: ['launchCampaign', 'pauseCampaign'],
  cancelCampaign: ['launchCampaign'],
  retryCampaign: ['launchCampaign'],
  unscheduleCampaign: ['scheduleCampaign'],
  pauseImport: ['startImport'],
  undoImport: ['startImport', 'cancelImport'],
};

/** What would have been done by then, by a worker or by a campaign that is more than its example. */
const BY_OTHERS: Record<string, (world: World) => Promise<unknown>> = {
  chooseWinner: async (world) => {
    const variants = [{}, { message: { title: 'Last hours' } }];
    const abTest = { variants, testPercent: 20, winner: { decide: 'manual' } };
    const changed = await send('PATCH', await world.path(routeOf('updateCampaign')), { abTest });
    expect(`${changed.status} ${JSON.stringify(changed.body)}`).toMatch(/^200/);
    expect((await world.request(routeOf('launchCampaign'))).status).toBe(200);
  },
  downloadExport: async (world) =>
    runExport(decodeId('export', await world.id('exports')), new AbortController().signal),
};

/** Does what the example of an operation comes after. */
export async function prepare(world: World, operationId: string): Promise<void> {
  for (const first of BEFORE[operationId] ?? []) {
    expect((await world.request(routeOf(first))).status).toBeLessThan(300);
  }
  await BY_OTHERS[operationId]?.(world);
}

export function routeOf(operationId: string): Route {
  const route = routes.find((each) => each.operationId === operationId);
  if (!route) throw new Error(`There is no operation ${operationId}.`);
  return route;
}

export const named = routes.map((route) => [route.operationId, route] as const);
