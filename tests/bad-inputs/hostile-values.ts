import fc from 'fast-check';

/** A string as JSON can spell it: NUL, halves of surrogate pairs, right-to-left marks, overlong, markup, SQL, numbers. */
export const hostileString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udc00',
    'a\ud83d',
    '\ude00\ud83d',
    '\ufffe\uffff',
    '\u202eevil',
    '\u2028\u2029',
    '\\u0000',
    '__proto__',
    'constructor',
    '<script>alert(1)</script>',
    "'; DROP TABLE subscribers; --",
    '$1',
    '%00',
    '../../etc/passwd',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '=HYPERLINK("https://evil.test")',
    '9999-12-31T23:59:59Z',
    '0000-00-00T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '1e999',
    'sub_0000000000000',
    'sub_zzzzzzzzzzzzz',
    'null',
    '{}',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  // Any 16-bit units, whether they make sense together or not.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.integer({ min: 100, max: 70_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 100, max: 2_000 }).map((length) => '🦊'.repeat(length)),
);

export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, -1, 1.5, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63), 1e308, 5e-324, Number.MAX_SAFE_INTEGER + 2),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const scalar = fc.oneof(hostileString, hostileNumber, fc.boolean(), fc.constant(null));

/** Any JSON value that is out to hurt. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(hostileString, tie('value'), { maxKeys: 5 }),
    fc.integer({ min: 2, max: 80 }).map(nest),
  ),
})).value;

function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 ? { a: value } : [value];
  return value;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  example?: unknown;
}

/**
 * Values of a JSON schema with something hostile in some places: they get further in than mere noise does.
 * @param schemas what `$ref` names, by its last part
 */
export function nearlyValid(schema: Schema, schemas: Record<string, Schema> = {}, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 6) return hostileValue;
  const inner = (each: Schema) => nearlyValid(each, schemas, depth + 1);
  return fc.oneof({ weight: 6, arbitrary: proper() }, { weight: 1, arbitrary: hostileValue });

  function proper(): fc.Arbitrary<unknown> {
    if (schema.$ref) return inner(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
    const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    if (choices && choices.length > 0) return fc.oneof(...choices.map(inner));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.example !== undefined) return fc.oneof(fc.constant(schema.example), hostileString);
    switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
      case 'object':
        return properObject();
      case 'array':
        return fc.array(inner(schema.items ?? {}), { maxLength: 4 });
      case 'string':
        return properString(schema.format);
      case 'integer':
        return fc.oneof(fc.integer({ min: 0, max: 100_000 }), hostileNumber);
      case 'number':
        return hostileNumber;
      case 'boolean':
        return fc.boolean();
      default:
        return hostileValue;
    }
  }

  function properObject(): fc.Arbitrary<unknown> {
    const properties = Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, each]) => [name, inner(each)]),
    );
    const known = fc.record(properties, { requiredKeys: schema.required?.filter((name) => name in properties) ?? [] });
    const more = schema.additionalProperties;
    const extra =
      more === undefined || more === false
        ? fc.constant({})
        : fc.dictionary(hostileString, typeof more === 'object' ? inner(more) : hostileValue, { maxKeys: 3 });
    return fc.tuple(known, extra).map(([a, b]) => ({ ...b, ...a }));
  }
}

function properString(format: string | undefined): fc.Arbitrary<string> {
  if (format === 'date-time') {
    return fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.constantFrom('2027-03-28T02:30:00+01:00', '9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00Z'),
      hostileString,
    );
  }
  if (format === 'uri') return fc.oneof(fc.webUrl(), fc.constant('https://shop.example/'), hostileString);
  return fc.oneof(fc.constantFrom('a', 'offers', 'en', 'Europe/Berlin', 'DE', 'https://shop.example'), hostileString);
}
