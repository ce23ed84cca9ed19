import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { api } from '@/app/api/app';
import { openApiDocument } from '@/app/api/openapi';
import {
  PagesRequest,
  PromptReport,
  Receipts,
  SubscribeRequest,
  TrackRequest,
  UnsubscribeRequest,
  UpdateRequest,
} from '@/lib/contracts/embed';
import { closeQueues } from '@/lib/platform/queue';
import { hostileString, hostileValue, nearlyValid } from './hostile-values';
import { type Answer, makeTenant, openDoor, propertyOptions, type Tenant } from './kit';

// Whatever is sent to whichever route that takes JSON: an answer below 500 that says what is wrong. The routes are read
// from the OpenAPI document, so that a new one is tried by itself. fast-check prints seed and counter-example:
// BELFRY_SEED=… BELFRY_RUNS=2000 npx vitest run tests/bad-inputs/json-routes.test.ts repeats it, and tries harder.

interface Operation {
  method: string;
  path: string;
  parameters?: { name: string; in: string; schema?: object }[];
  /** Routes that take a file have no JSON. */
  requestBody?: { content: { 'application/json'?: { schema: object } } };
}

let door: Awaited<ReturnType<typeof openDoor>>;
const document = openApiDocument(api);
const schemas = (document.components?.schemas ?? {}) as Record<string, object>;
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, object>).map(
    ([method, operation]) => ({ ...operation, method: method.toUpperCase(), path }) as Operation,
  ),
);

beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => {
  await door?.stop();
  await closeQueues();
});

function check(answer: Answer, what: unknown): void {
  const context = `${JSON.stringify(what)?.slice(0, 1_000)} → ${answer.text.slice(0, 300)}`;
  if (answer.status >= 500) throw new Error(`${answer.status}: ${context}\n${door.log().slice(-1_500)}`);
  if (answer.status >= 400 && answer.status !== 413 && answer.json?.status !== answer.status) {
    throw new Error(`not a problem: ${context}`);
  }
  if (answer.status === 422 && answer.json?.errors?.length === 0 && !answer.json.detail) {
    throw new Error(`422 that says nothing: ${context}`);
  }
}

describe('the REST API', () => {
  it('has routes to try', () => expect(operations.length).toBeGreaterThan(25));

  it.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s never answers 5xx',
    async (_name, operation) => {
      // Of its own, since some routes delete what they are asked to.
      const tenant = await makeTenant();
      const schema = operation.requestBody?.content['application/json']?.schema;
      const body = schema
        ? fc.oneof(
            { weight: 4, arbitrary: nearlyValid(schema, schemas as never) },
            { weight: 1, arbitrary: hostileValue },
          )
        : operation.requestBody
          ? hostileValue
          : fc.constant(undefined);
      const query = fc.dictionary(
        fc.constantFrom(...queryNames(operation), 'unknown'),
        fc.oneof(
          hostileString.map((text) => text.slice(0, 200)),
          fc.constantFrom('1', '10', 'active', 'DE'),
        ),
        { maxKeys: 3 },
      );
      const property = fc.asyncProperty(body, query, pathOf(operation, tenant), async (json, given, path) => {
        const at = `${path}${Object.keys(given).length > 0 ? `?${encode(given)}` : ''}`;
        check(await door.api(tenant.token, operation.method, at, json), { at, json });
      });
      await fc.assert(property, propertyOptions(25));
    },
    120_000,
  );
});

describe('the embed', () => {
  const routes = [
    ['subscribe', SubscribeRequest],
    ['update', UpdateRequest],
    ['unsubscribe', UnsubscribeRequest],
    ['track', TrackRequest],
    ['pages', PagesRequest],
    ['prompts', PromptReport],
    ['receipts', Receipts],
  ] as const;

  it.each(routes)(
    '%s never answers 5xx',
    async (name, contract) => {
      const { site } = await makeTenant();
      const schema = z.toJSONSchema(contract, { io: 'input', unrepresentable: 'any' }) as object;
      const body = fc.oneof({ weight: 4, arbitrary: nearlyValid(schema) }, { weight: 1, arbitrary: hostileValue });
      const property = fc.asyncProperty(body, async (json) => {
        const text = JSON.stringify(json) ?? 'null';
        const answer = name === 'receipts' ? await door.report(text) : await door.embed(site.siteKey, name, text);
        check(answer, json);
      });
      await fc.assert(property, propertyOptions(80));
    },
    120_000,
  );
});

function queryNames({ parameters = [] }: Operation): string[] {
  return parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
}

/** The path with the tenant's own ids, now and then with another text in their place. */
function pathOf({ path }: Operation, tenant: Tenant): fc.Arbitrary<string> {
  const parts = path.split('/').slice(1);
  return fc
    .tuple(
      ...parts.map((part, i) => {
        if (!part.startsWith('{')) return fc.constant(part);
        const own = tenant.ids[parts[i - 1] ?? ''] ?? 'cmp_0000000000001';
        const hostile = hostileString.map((text) => toQueryText(text.slice(0, 200)) || '%20');
        return fc.oneof(
          { weight: 5, arbitrary: fc.constant(own) },
          { weight: 1, arbitrary: hostile },
          { weight: 1, arbitrary: fc.constantFrom('%ff', '%ed%a0%80', '%00', `${own}%00`, '%') },
        );
      }),
    )
    .map((chosen) => `/${chosen.join('/')}`);
}

function encode(given: Record<string, string>): string {
  return Object.entries(given)
    .map(([name, value]) => `${name}=${toQueryText(value)}`)
    .join('&');
}

/** As encodeURIComponent, for halves of surrogate pairs as well: as the bytes that a careless client would send. */
function toQueryText(text: string): string {
  return [...text]
    .map((character) => (character.isWellFormed() ? encodeURIComponent(character) : '%ed%a0%80'))
    .join('')
    .replaceAll('.', '%2e');
}
