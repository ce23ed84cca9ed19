import { exampleOf, type Schema } from './openapi-complete';

// For refusals.test.ts: bodies that are right but for one field within a field.

interface Misspelt {
  /** Of the field that is not known. */
  path: string;
  body: unknown;
}

/**
 * One body for each object of fixed fields that a described body has inside, also one for each kind that it may be of.
 * @param own a body that is right; what it leaves out is made up from the description
 */
export function misspeltBodies(schema: Schema, schemas: Record<string, Schema>, own: unknown): Misspelt[] {
  return kindsOf(schema, schemas).flatMap((kind) => {
    const fields = Object.keys(kind.properties ?? {});
    const fits = isObject(own) && Object.keys(own).every((name) => fields.includes(name));
    const value = fits ? { ...(smallest(kind, schemas) as object), ...own } : smallest(kind, schemas);
    // At the top it is asked for apart.
    return inside(kind, schemas, value, []).map(({ path, value: body }) => ({ path: path.join('.'), body }));
  });
}

interface Found {
  path: string[];
  value: unknown;
}

/** @param above names of the schemas that this one is inside of: rules have rules in them */
function inside(kind: Schema, schemas: Record<string, Schema>, value: unknown, above: string[]): Found[] {
  return Object.entries(kind.properties ?? {}).flatMap(([name, field]) => {
    const given = isObject(value) ? value[name] : undefined;
    return withUnknown(field, schemas, given, above).map((found) => ({
      path: [name, ...found.path],
      value: { ...(value as object), [name]: found.value },
    }));
  });
}

function withUnknown(schema: Schema, schemas: Record<string, Schema>, given: unknown, above: string[]): Found[] {
  const ref = schema.$ref;
  if (ref !== undefined && above.filter((each) => each === ref).length > 1) return [];
  const inner = ref === undefined ? above : [...above, ref];
  const kinds = kindsOf(schema, schemas);
  return kinds.flatMap((kind): Found[] => {
    if (kind.items) {
      const list = Array.isArray(given) && given.length > 0 ? given : (smallest(kind, schemas) as unknown[]);
      const before = list.slice(0, -1);
      return withUnknown(kind.items, schemas, undefined, inner).map(({ path, value }) => ({
        path: [String(before.length), ...path],
        value: [...before, value],
      }));
    }
    if (!kind.properties) return [];
    const value = isObject(given) && kinds.length === 1 ? given : (smallest(kind, schemas) as object);
    const itself = kind.additionalProperties === true ? [] : [{ path: ['colour'], value: { ...value, colour: 'red' } }];
    return [...itself, ...inside(kind, schemas, value, inner)];
  });
}

/** What a value may be: one schema, or each of a union, without references. */
function kindsOf(schema: Schema, schemas: Record<string, Schema>): Schema[] {
  const target = schema.$ref === undefined ? schema : schemas[schema.$ref.split('/').at(-1) ?? ''];
  const parts = target?.anyOf ?? target?.oneOf ?? (target?.allOf?.length === 1 ? target.allOf : undefined);
  if (parts) return parts.flatMap((part) => kindsOf(part, schemas));
  return target ? [target] : [];
}

/** A value with what is required only: of what is optional, some goes with each other and some does not. */
function smallest(schema: Schema, schemas: Record<string, Schema>): unknown {
  const [kind = {}] = kindsOf(schema, schemas);
  const { items } = kind;
  if (items) return kind.example ?? Array.from({ length: kind.minItems ?? 0 }, () => smallest(items, schemas));
  if (!kind.properties) return exampleOf(schema, schemas) ?? (kind.type === 'string' ? 'x' : (kind.minimum ?? 1));
  const required = Object.entries(kind.properties).filter(([name]) => kind.required?.includes(name));
  return Object.fromEntries(required.map(([name, field]) => [name, smallest(field, schemas)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
