import { createRoute, z } from '@hono/zod-openapi';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { getApiKey } from '@/lib/accounts/get-api-key';
import { listApiKeys } from '@/lib/accounts/list-api-keys';
import { revokeApiKey } from '@/lib/accounts/revoke-api-key';
import { rotateApiKey } from '@/lib/accounts/rotate-api-key';
import { updateApiKey } from '@/lib/accounts/update-api-key';
import { ApiKeyInput, ApiKeyPatch, ApiKeyView, CreatedApiKey, RotateKeyInput } from '@/lib/contracts/api-keys';
import { PageQuery } from '@/lib/contracts/paging';
import { answerTagged, expectedVersion, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['API keys'];
const KeyParams = z.object({ id: z.string().meta({ description: 'The key', example: 'key_0j3v8m2k4qw5r' }) });
const KeyPage = pageOf(ApiKeyView);
const LIST = '/api/v1/api-keys';
const ONE = `${LIST}/{id}` as const;

/** Keys of the workspace. A key that is bound to a site sees and makes those of its site only. */
export function registerApiKeys(app: ApiApp): void {
  registerReading(app);
  registerChanging(app);
}

function registerReading(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      operationId: 'listApiKeys',
      tags,
      summary: 'List API keys',
      description: 'Those that have ended too. Never their secrets.',
      middleware: requireScope('apiKeys.manage'),
      request: { query: PageQuery },
      responses: { 200: jsonAnswer(KeyPage, 'API keys, newest first'), ...problems('bad_request') },
    }),
    async (c) => answer(c, KeyPage, await listApiKeys(c.var.actor, c.req.valid('query')), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      operationId: 'getApiKey',
      tags,
      summary: 'Get an API key',
      middleware: requireScope('apiKeys.manage'),
      request: { params: KeyParams },
      responses: { 200: jsonAnswer(ApiKeyView, 'The API key'), ...problems('not_found') },
    }),
    async (c) => {
      const key = await getApiKey(c.var.actor, c.req.valid('param').id);
      return answerTagged(c, ApiKeyView, key, 200);
    },
  );
}

function registerChanging(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      operationId: 'createApiKey',
      tags,
      summary: 'Make an API key',
      description:
        'Its token is in this answer only. A key can make keys that may do no more than itself: no other permissions, ' +
        'site or addresses, and no later end; what is not given is its own. They are revoked with it.',
      middleware: requireScope('apiKeys.manage'),
      request: { body: jsonBody(ApiKeyInput) },
      responses: { 201: jsonAnswer(CreatedApiKey, 'The API key and its token'), ...problems('idempotency_key_reused') },
    }),
    async (c) => {
      const key = await createApiKey(c.var.actor, c.req.valid('json'));
      c.header('Location', `${LIST}/${key.id}`);
      return answerTagged(c, CreatedApiKey, key, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: ONE,
      operationId: 'updateApiKey',
      tags,
      summary: 'Change an API key',
      description:
        'Its secret and its site stay. A key can narrow itself, and change the keys that it made within what it may do ' +
        'itself; what it loses, they lose too. `If-Match` keeps two editors apart.',
      middleware: requireScope('apiKeys.manage'),
      request: { params: KeyParams, headers: IfMatch, body: jsonBody(ApiKeyPatch) },
      responses: {
        200: jsonAnswer(ApiKeyView, 'The changed API key'),
        ...problems('not_found', 'conflict', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const key = await updateApiKey(c.var.actor, id, c.req.valid('json'), expectedVersion(c));
      return answerTagged(c, ApiKeyView, key, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/rotate`,
      operationId: 'rotateApiKey',
      tags,
      summary: 'Give an API key a new secret',
      description:
        'The new token is in this answer only; the old one is accepted for `overlapHours` more. A key can rotate ' +
        'itself and the keys that it made.',
      middleware: requireScope('apiKeys.manage'),
      request: { params: KeyParams, body: jsonBody(RotateKeyInput) },
      responses: {
        200: jsonAnswer(CreatedApiKey, 'The API key and its new token'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const key = await rotateApiKey(c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return answerTagged(c, CreatedApiKey, key, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      operationId: 'revokeApiKey',
      tags,
      summary: 'Revoke an API key',
      description:
        'Ends it for good, and with it the keys that it made; within five seconds everywhere. A key can revoke itself ' +
        'and the keys that it made.',
      middleware: requireScope('apiKeys.manage'),
      request: { params: KeyParams, headers: IfMatch },
      responses: { 204: { description: 'Revoked' }, ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      await revokeApiKey(c.var.actor, c.req.valid('param').id, expectedVersion(c));
      return c.body(null, 204);
    },
  );
}
