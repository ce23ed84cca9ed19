import fc from 'fast-check';

/** A string as JSON can spell it: NUL, halves of surrogate pairs, right-to-left marks, overlong, markup, SQL, numbers. */
export const hostileString: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: nasty() },
  { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  // Any 16-bit units, whether they make sense together or not.
  {
    weight: 8,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((units) => String.fromCharCode(...units)),
  },
  { weight: 2, arbitrary: fc.integer({ min: 100, max: 3_000 }).map((length) => 'x'.repeat(length)) },
  { weight: 2, arbitrary: fc.integer({ min: 100, max: 2_000 }).map((length) => '🦊'.repeat(length)) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(70_000)) },
);

function nasty(): fc.Arbitrary<string> {
  return fc.constantFrom(
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
  );
}

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

/** What passes for fields whose rules the schema does not tell. */
const PLAUSIBLE: Record<string, unknown[]> = {
  endpoint: ['a', 'b', 'c'].map((path) => `https://fcm.googleapis.com/fcm/send/${path}`),
  p256dh: ['BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'],
  auth: ['BTBZMqHH6r4Tts7J_aSIgg'],
  url: ['https://shop.example/', 'https://shop.example/🦊?a=b#c'],
  allowedOrigins: [['https://shop.example'], ['https://shop.example', 'http://localhost:8080']],
  vapidSubject: ['mailto:you@example.com', 'https://shop.example'],
  rule: [
    { op: 'and', rules: [] },
    { op: 'not', rule: { field: 'topic', operator: 'has', value: 'offers' } },
  ],
  icon: ['https://shop.example/icon.png'],
  sendAt: [new Date(Date.now() + 86_400_000).toISOString(), '2027-03-28T02:30:00+01:00', null],
};

/**
 * Values of a JSON schema with something hostile in some places: they get further in than mere noise does.
 * @param schemas what `$ref` names, by its last part
 */
export function nearlyValid(schema: Schema, schemas: Record<string, Schema> = {}, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 6) return hostileValue;
  const inner = (each: Schema) => nearlyValid(each, schemas, depth + 1);
  // Few places: with many, nearly every body would be refused at the first of them.
  return fc.oneof({ weight: 25, arbitrary: proper() }, { weight: 1, arbitrary: hostileValue });

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

  function property(name: string, each: Schema): fc.Arbitrary<unknown> {
    const values = PLAUSIBLE[name];
    if (!values) return inner(each);
    return fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: inner(each) });
  }

  function properObject(): fc.Arbitrary<unknown> {
    const properties = Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, each]) => [name, property(name, each)]),
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
