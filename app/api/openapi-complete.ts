import { ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';
import { FIELD_WORDS, SCHEMA_WORDS, TAG_WORDS, type Words } from './openapi-words';
import { problemType } from './problem-docs';

/** As much of a JSON Schema as our documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  example?: unknown;
  default?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  maximum?: number;
  minimum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  'x-extensible-enum'?: string[];
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: unknown;
  schema: Schema;
}

interface Reference {
  $ref: string;
}

interface Media {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, Reference>;
}

export interface Answer {
  description: string;
  content?: Record<string, Media>;
  headers?: Record<string, Reference>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
  security?: Record<string, string[]>[];
}

export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string; description?: string }[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    securitySchemes: Record<string, unknown>;
    headers?: Record<string, { description: string; schema: Schema }>;
    examples?: Record<string, { summary: string; value: unknown }>;
  };
}

/**
 * Fills in what the schemas leave unsaid: descriptions and examples of fields, an example of each body, the problems
 * of each status by code, the answers' headers and what the tags mean. Changes the document in place.
 */
export function completeDocument(document: ApiDocument): void {
  const schemas = document.components.schemas;
  const codes = Object.keys(ERROR_TABLE);
  if (schemas.Problem?.properties?.code) schemas.Problem.properties.code['x-extensible-enum'] = codes;
  for (const [name, schema] of Object.entries(schemas)) {
    schema.description ??= SCHEMA_WORDS[name]?.description;
    schema.example ??= SCHEMA_WORDS[name]?.example;
    describeFields(schema, name);
  }
  const edited = editedSchemas(document);
  const used = new Set<string>();
  const shown = new Set<string>();
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item)) {
      for (const tag of operation.tags) used.add(tag);
      for (const parameter of operation.parameters ?? []) describeParameter(parameter);
      const body = operation.requestBody?.content['application/json'];
      if (body) {
        describeFields(body.schema, '');
        body.example ??= exampleOf(body.schema, schemas);
      }
      for (const [status, answer] of Object.entries(operation.responses)) {
        describeAnswer(status, answer, schemas, edited);
        for (const code of Object.keys(answer.content?.['application/problem+json']?.examples ?? {})) shown.add(code);
      }
    }
  }
  document.components.headers = HEADERS;
  document.components.examples = Object.fromEntries(
    Object.entries(ERROR_TABLE)
      .filter(([code]) => shown.has(code))
      .map(([code, { title }]) => [code, { summary: title, value: problemExample(code as ErrorCode) }]),
  );
  const order = Object.keys(TAG_WORDS);
  document.tags = [...used]
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((name) => ({ name, ...(TAG_WORDS[name] !== undefined && { description: TAG_WORDS[name] }) }));
}

function describeFields(schema: Schema, owner: string): void {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    // What a reference names is described where it is.
    if (field.$ref === undefined) {
      const words = FIELD_WORDS[`${owner}.${name}`] ?? FIELD_WORDS[name];
      field.description ??= words?.description;
      if (field.example === undefined) field.example = exampleFor(field, words);
    }
    describeFields(field, owner);
  }
  if (schema.items) describeFields(schema.items, owner);
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
    describeFields(part, owner);
  }
}

/** The schema's own, a shared one that it takes, or that of a closed set; undefined where only a person can tell. */
function exampleFor(field: Schema, words: Words | undefined): unknown {
  if (field.example !== undefined) return field.example;
  if (words && words.example !== undefined && fits(words.example, field)) return words.example;
  if (field.default !== undefined) return field.default;
  if (field.enum !== undefined) return field.enum[0];
  // A list, or an object, is put together of its parts.
  if (field.properties || field.items) return undefined;
  if (field.type !== undefined && fits(null, field)) return null;
  if (field.format === 'date-time') return '2026-11-22T09:30:00.000Z';
  if (field.type === 'object') return {};
  if (field.type === 'integer' || field.type === 'number') return field.minimum ?? 1;
  return field.type === 'boolean' ? false : undefined;
}

/** A shared example may be none of the values that this field takes. */
function fits(example: unknown, field: Schema): boolean {
  if (field.enum !== undefined) return field.enum.includes(example);
  const parts = field.anyOf ?? field.oneOf;
  if (parts) return parts.some((part) => fits(example, part));
  if (field.$ref !== undefined) return typeof example === 'object';
  if (field.type === undefined) return true;
  if (Array.isArray(example) && field.items && !example.every((item) => fits(item, field.items ?? {}))) return false;
  const type = example === null ? 'null' : Array.isArray(example) ? 'array' : typeof example;
  const types = Array.isArray(field.type) ? field.type : [field.type];
  return types.some((each) => each === type || (each === 'integer' && Number.isInteger(example)));
}

function describeParameter(parameter: Parameter): void {
  const words = FIELD_WORDS[parameter.name];
  parameter.description ??= parameter.schema.description ?? words?.description;
  if (parameter.example === undefined) parameter.example = exampleFor(parameter.schema, words);
}

/** What a client reads from the headers of an answer. */
const HEADERS = {
  'X-Request-Id': { description: 'As in the server’s log', schema: { type: 'string' } },
  ETag: { description: 'The version that is answered, for `If-Match` of an edit', schema: { type: 'string' } },
  RateLimit: { description: 'Requests left, and seconds until all are back', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
} satisfies Record<string, { description: string; schema: Schema }>;

/** What can be bound to a version: the answers of the operations that take `If-Match`. */
function editedSchemas({ paths }: ApiDocument): Set<string> {
  const edits = Object.values(paths)
    .flatMap((item) => Object.values(item))
    .filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'if-match'));
  return new Set(edits.flatMap(({ responses }) => responses['200']?.content?.['application/json']?.schema.$ref ?? []));
}

function describeAnswer(
  status: string,
  answer: Answer,
  schemas: Record<string, Schema>,
  edited: ReadonlySet<string>,
): void {
  const names = [
    'X-Request-Id',
    ...(edited.has(answer.content?.['application/json']?.schema.$ref ?? '') ? ['ETag'] : []),
    ...(status === '401' ? [] : ['RateLimit']),
    ...(status === '429' ? ['Retry-After'] : []),
  ];
  answer.headers = {
    ...Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    ...answer.headers,
  };
  const json = answer.content?.['application/json'];
  if (json) {
    describeFields(json.schema, '');
    json.example ??= exampleOf(json.schema, schemas);
  }
  const problem = answer.content?.['application/problem+json'];
  if (!problem) return;
  problem.examples ??= Object.fromEntries(
    codesIn(answer.description).map((code) => [code, { $ref: `#/components/examples/${code}` }]),
  );
}

function codesIn(description: string): ErrorCode[] {
  return [...description.matchAll(/`(\w+)`/g)].map(([, code]) => code).filter(isCode);
}

const isCode = (code: string | undefined): code is ErrorCode => code !== undefined && code in ERROR_TABLE;

function problemExample(code: ErrorCode) {
  const { status, title } = ERROR_TABLE[code];
  return {
    type: problemType('https://push.example.com', code),
    title,
    status,
    code,
    detail: title,
    errors: code === 'invalid_input' ? [{ path: 'name', message: 'is required' }] : [],
    requestId: FIELD_WORDS.requestId?.example,
  };
}

/** A value that the schema allows: its own example, or one put together from its parts. */
export function exampleOf(schema: Schema, schemas: Record<string, Schema>, depth = 0): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.split('/').at(-1) ?? ''];
    return target && depth < 8 ? exampleOf(target, schemas, depth + 1) : undefined;
  }
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.format === 'date-time') return '2026-11-22T09:30:00.000Z';
  const part = (schema.anyOf ?? schema.oneOf)?.[0];
  if (part) return exampleOf(part, schemas, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') {
    const item = schema.items && exampleOf(schema.items, schemas, depth + 1);
    return item === undefined ? [] : [item];
  }
  if (type !== 'object') return undefined;
  const entries = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    name,
    exampleOf(field, schemas, depth + 1),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
