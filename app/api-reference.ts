import json from './api/openapi.json';
import type { ApiDocument, Operation, Schema } from './api/openapi-complete';

// What the reference shows: the document as the repository has it, which a test compares with the routes.

const document = json as unknown as ApiDocument;

export interface ReferenceOperation extends Operation {
  method: string;
  path: string;
}

export const OPERATIONS: readonly ReferenceOperation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
);

/** The operations by tag, in the order of the document's tags. */
export const GROUPS = (document.tags ?? []).map(({ name, description }) => ({
  tag: name,
  description: description ?? '',
  operations: OPERATIONS.filter(({ tags }) => tags.includes(name)),
}));

/** One field of a body or an answer, with the fields in it. */
export interface Field {
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
  /** What a value must keep to: `1–80 characters`, `one of …`. */
  limits: string[];
  fields: Field[];
  /** The shapes that it may have, where there are several. */
  choices: Choice[];
}
export interface Choice {
  title: string;
  fields: Field[];
}

/** The fields of a schema; a union of objects is a choice. Stops where a schema comes back to itself. */
export function describeSchema(schema: Schema, seen: readonly string[] = []): { fields: Field[]; choices: Choice[] } {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema);
    const target = document.components.schemas[name];
    return target && !seen.includes(name) ? describeSchema(target, [...seen, name]) : { fields: [], choices: [] };
  }
  const parts = (schema.anyOf ?? schema.oneOf ?? []).filter((part) => part.type !== 'null');
  const choices = parts
    .map((part) => ({ title: titleOf(part), fields: describeSchema(part, seen).fields }))
    .filter(({ fields }) => fields.length > 0);
  if (choices.length > 0) return { fields: [], choices };
  if (schema.items) return describeSchema(schema.items, seen);
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(field),
    isRequired: schema.required?.includes(name) ?? false,
    description: field.description ?? describedBy(field)?.description ?? '',
    limits: limitsOf(field),
    ...describeSchema(field, seen),
  }));
  return { fields, choices: [] };
}

function describedBy(schema: Schema): Schema | undefined {
  const named = schema.$ref !== undefined ? schema : schema.items;
  return named?.$ref === undefined ? undefined : document.components.schemas[nameOf(named)];
}

const nameOf = ({ $ref = '' }: Schema) => $ref.split('/').at(-1) ?? '';

function titleOf(schema: Schema): string {
  const target = schema.$ref === undefined ? schema : (document.components.schemas[nameOf(schema)] ?? schema);
  const names = Object.keys(target.properties ?? {});
  return target.required?.length ? target.required.join(', ') : names.join(', ');
}

export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema);
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return [...new Set(parts.map((part) => (part.properties ? 'object' : typeOf(part))))].join(' or ');
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type ?? 'any']).map((type) =>
    type === 'array' && schema.items ? `list of ${typeOf(schema.items)}` : type,
  );
  if (schema.format === 'date-time') types[0] = 'time';
  return types.join(' or ');
}

export function limitsOf(schema: Schema): string[] {
  const found: string[] = [];
  if (schema.enum) found.push(`one of ${schema.enum.map((value) => `\`${value}\``).join(', ')}`);
  const between = (least: number | undefined, most: number | undefined, unit: string) => {
    if (least === undefined && most === undefined) return;
    if (most === undefined) found.push(`${least} or more${unit}`);
    else found.push(least === undefined ? `up to ${most}${unit}` : `${least} to ${most}${unit}`);
  };
  between(schema.minLength || undefined, schema.maxLength, ' characters');
  between(schema.minItems, schema.maxItems, ' entries');
  between(schema.minimum, schema.maximum, '');
  if (schema.default !== undefined) found.push(`\`${JSON.stringify(schema.default)}\` unless given`);
  return found;
}
