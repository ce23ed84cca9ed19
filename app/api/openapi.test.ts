import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { ERROR_TABLE } from '@/lib/platform/errors';
import { api } from './app';
import { openApiDocument } from './openapi';
import type { Operation, Schema } from './openapi-complete';

const document = openApiDocument(api);
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ ...operation, method, path })),
);
const label = (operation: Operation) => operation.operationId;

/** What a linter's rules say of it; warnings count as errors. */
async function lint(source: object): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      // The address is the installation's own, which may be localhost.
      'no-server-example.com': 'off',
      'no-invalid-media-type-examples': 'error',
      'no-invalid-schema-examples': 'error',
      'no-invalid-parameter-examples': 'error',
      'operation-description': 'off',
      'operation-operationId-url-safe': 'error',
      'operation-singular-tag': 'error',
      'path-parameters-defined': 'error',
      'tag-description': 'error',
      'parameter-description': 'error',
      'no-required-schema-properties-undefined': 'error',
      'operation-4xx-problem-details-rfc7807': 'error',
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(source), absoluteRef: '/openapi.json', config });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`);
}

/** Fields that lack a description or an example, as `Schema.field`. */
function undescribed(schema: Schema, name: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([field, value]) => {
    const missing = value.$ref === undefined ? (['description', 'example'] as const) : [];
    // An object or a list of objects is shown by the examples of its fields.
    const shown = value.properties || value.items || value.anyOf || value.oneOf;
    return [
      ...missing
        .filter((key) => value[key] === undefined && !(key === 'example' && shown))
        .map((key) => `${name}.${field}: no ${key}`),
      ...undescribed(value, name),
    ];
  });
  const parts = [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...own, ...parts.flatMap((part) => (part ? undescribed(part, name) : []))];
}

describe('the OpenAPI document', () => {
  it('has nothing that a public linter complains of', async () => {
    expect(await lint(document)).toEqual([]);
  }, 60_000);

  it('is really linted', async () => {
    const broken = structuredClone(document);
    Object.assign(broken.paths['/api/v1/sites'] ?? {}, { get: { summary: 'List sites', responses: {} } });
    (broken.components.schemas.Site as Schema).type = 'objekt';
    expect((await lint(broken)).join('\n')).toMatch(
      /operation-operationId[\s\S]*objekt|objekt[\s\S]*operation-operationId/,
    );
  }, 60_000);

  it('describes every field with an example (openapi-words.ts or .meta of the schema)', () => {
    const found = Object.entries(document.components.schemas).flatMap(([name, schema]) => undescribed(schema, name));
    for (const operation of operations) {
      for (const parameter of operation.parameters ?? []) {
        for (const key of ['description', 'example'] as const) {
          if (parameter[key] === undefined) found.push(`${label(operation)} ${parameter.name}: no ${key}`);
        }
      }
      for (const media of [operation.requestBody, ...Object.values(operation.responses)]) {
        const schema = media?.content?.['application/json']?.schema;
        if (schema) found.push(...undescribed(schema, label(operation)));
      }
    }
    expect([...new Set(found)]).toEqual([]);
  });

  it('has a described tag, a permission, a summary and a plain name for every operation', () => {
    expect(document.tags?.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
    for (const operation of operations) {
      expect(operation.tags, label(operation)).toHaveLength(1);
      expect(operation.summary, label(operation)).toBeTruthy();
      expect(operation.operationId).toMatch(/^[a-z]+([A-Z][a-z]*)+$/);
      expect(operation.security?.[0]?.apiKey, label(operation)).toHaveLength(1);
    }
    expect(new Set(operations.map(label)).size).toBe(operations.length);
  });

  it('shows problems by code, with the status of the table', () => {
    for (const operation of operations) {
      const errors = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      expect(errors.length, label(operation)).toBeGreaterThanOrEqual(4);
      for (const [status, answer] of errors) {
        const examples = answer.content?.['application/problem+json']?.examples ?? {};
        expect(Object.keys(examples).length, `${label(operation)} ${status}`).toBeGreaterThan(0);
        for (const code of Object.keys(examples)) {
          expect(String(ERROR_TABLE[code as keyof typeof ERROR_TABLE].status)).toBe(status);
        }
      }
    }
  });

  it('shows an example of each body, which the linter compared with its schema', () => {
    for (const operation of operations) {
      for (const media of [operation.requestBody, ...Object.values(operation.responses)]) {
        const json = media?.content?.['application/json'];
        if (json) expect(json.example, label(operation)).toBeDefined();
      }
    }
  });
});
