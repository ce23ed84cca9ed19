import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { api } from '@/app/api/app';
import { openApiDocument } from '@/app/api/openapi';
import type { ApiDocument, Operation, Parameter, Schema } from '@/app/api/openapi-complete';

// `npm run generate:client`: writes from the OpenAPI document what is kept of it in the repository: the generated files of
// @belfry/client, and app/api/openapi.json, which the dashboard's reference shows.

const ROOT = join(fileURLToPath(import.meta.url), '../..');
const HEADER = '// Generated from the OpenAPI document by `npm run generate:client`; not to be edited.\n\n';

const CLIENT = 'clients/typescript/src';

/** The generated files by path, formatted as the rest of the project. */
export function generateClient(document: ApiDocument): Record<string, string> {
  // Each installation has an address of its own.
  const json = { ...document, servers: [{ url: 'https://push.example.com' }] };
  const files = {
    [`${CLIENT}/schemas.ts`]: HEADER + schemasFile(document),
    [`${CLIENT}/operations.ts`]: HEADER + operationsFile(document),
    'app/api/openapi.json': JSON.stringify(json),
  };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, format(path, text)]));
}

function schemasFile({ components: { schemas } }: ApiDocument): string {
  const codes = schemas.Problem?.properties?.code?.['x-extensible-enum'] ?? [];
  const types = Object.entries(schemas).map(([name, schema]) => {
    const comment = docOf([schema.description]);
    return schema.properties
      ? `${comment}export interface ${name} ${typeOf(schema)}\n`
      : `${comment}export type ${name} = ${typeOf(schema)};\n`;
  });
  types.push(
    `/** Codes of problems. A newer server may have more. */\nexport type ProblemCode = ${codes.map(quote).join(' | ')};\n`,
  );
  return types.join('\n');
}

function operationsFile(document: ApiDocument): string {
  const taken = new Set(Object.keys(document.components.schemas));
  const used = new Set<string>();
  const functions = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const text = operationText(path, method, operation, document.components.schemas);
      if (taken.has(`${capital(operation.operationId)}Request`))
        throw new Error(`Two types for ${operation.operationId}`);
      for (const name of taken)
        if (new RegExp(`\\b${name}\\b`).test(text.replaceAll(/\/\*\*[\s\S]*?\*\//g, ''))) used.add(name);
      return text;
    }),
  );
  return [
    `import { type Client, type RequestOptions, type Sparse, segment } from './client.js';`,
    `import type { ${[...used].sort().join(', ')} } from './schemas.js';\n`,
    functions.join('\n'),
  ].join('\n');
}

function operationText(path: string, method: string, operation: Operation, schemas: Record<string, Schema>): string {
  const { operationId: name, parameters = [], requestBody } = operation;
  const inPath = parameters.filter((each) => each.in === 'path');
  const inQuery = parameters.filter((each) => each.in === 'query');
  const body = requestBody?.content['application/json']?.schema;
  const takesFile = requestBody !== undefined && !body;
  const sparse = sparseItem(operation, schemas);
  const fields = [
    ...[...inPath, ...inQuery]
      .filter((each) => !sparse || each.name !== 'fields')
      .map(
        (each: Parameter) =>
          `${docOf([each.description])}${each.name}${each.required ? '' : '?'}: ${typeOf(each.schema)};`,
      ),
    ...(body ? [`body: ${typeOf(body)};`] : []),
    ...(takesFile ? ['/** The file. */\nfile: string | Blob | Uint8Array<ArrayBuffer>;'] : []),
  ];
  const isOptional = inPath.length === 0 && !requestBody && inQuery.every((each) => !each.required);
  const call = [
    `method: ${quote(method.toUpperCase())}`,
    `path: \`${path.replaceAll(/\{(\w+)\}/g, (_, id) => `\${segment(input.${id})}`)}\``,
    ...(inQuery.length > 0
      ? [`query: { ${inQuery.map((each) => `${each.name}: input.${each.name}`).join(', ')} }`]
      : []),
    ...(body ? ['body: input.body'] : []),
    ...(takesFile ? ['file: input.file'] : []),
    ...(isFile(operation) ? ['mayBeText: true'] : []),
  ];
  const scope = operation.security?.[0]?.apiKey?.[0];
  const comment = docOf([
    `${operation.summary}.`,
    operation.description,
    ...(scope ? [`Permission: \`${scope}\`.`] : []),
    ...problemsOf(operation),
  ]);
  const request = `${capital(name)}Request`;
  const answer = answerType(operation);
  const chosen = `input: ${request} & { fields?: readonly (keyof ${sparse})[] }${isOptional ? ' = {}' : ''}, `;
  const parameter = fields.length > 0 ? `input: ${request}${isOptional ? ' = {}' : ''}, ` : '';
  const overloads = [
    `${comment}export function ${name}<F extends keyof ${sparse}>(`,
    `client: Client, input: ${request} & { fields: readonly F[] }, options?: RequestOptions): Promise<Sparse<${answer}, F>>;`,
    // Only what is implemented may have a default.
    `export function ${name}(client: Client, input${isOptional ? '?' : ''}: ${request}, options?: RequestOptions): Promise<${answer}>;`,
  ];
  return [
    ...(fields.length > 0 ? [`export interface ${request} {\n${fields.join('\n')}\n}\n`] : []),
    ...(sparse ? overloads : []),
    `${sparse ? '' : comment}export function ${name}(client: Client, ${sparse ? chosen : parameter}options?: RequestOptions): Promise<${answer}> {`,
    `  return client.request({ ${call.join(', ')} }, options);`,
    '}\n',
  ].join('\n');
}

/** The type of a list's items when `fields` chooses what they have. */
function sparseItem({ parameters = [], responses }: Operation, schemas: Record<string, Schema>): string | undefined {
  if (!parameters.some((each) => each.in === 'query' && each.name === 'fields')) return undefined;
  const page = responses['200']?.content?.['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
  const item = schemas[page]?.properties?.items?.items;
  return item && typeOf(item);
}

/** Of the codes that any operation may answer with, the README tells. */
function problemsOf({ responses }: Operation): string[] {
  const usual = ['unauthenticated', 'forbidden', 'invalid_input', 'too_many_requests'];
  const codes = Object.values(responses).flatMap(({ content }) =>
    Object.keys(content?.['application/problem+json']?.examples ?? {}),
  );
  const own = codes.filter((code) => !usual.includes(code));
  return own.length > 0 ? [`@throws ProblemError ${own.map((code) => `\`${code}\``).join(', ')}, or what any may`] : [];
}

/** Whether it may answer with something else than JSON. */
function isFile({ responses }: Operation): boolean {
  return Object.entries(responses).some(
    ([status, { content = {} }]) =>
      status.startsWith('2') && Object.keys(content).some((type) => !type.includes('json')),
  );
}

function answerType({ responses }: Operation): string {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content }]) => (content ? Object.values(content).map(({ schema }) => typeOf(schema)) : ['void']));
  return [...new Set(types)].join(' | ');
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'unknown';
  if (schema.enum)
    return schema.enum.map((value) => (typeof value === 'string' ? quote(value) : String(value))).join(' | ');
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return [...new Set(choice.map(typeOf))].join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.map((type) => plainType(type, schema)).join(' | ');
}

function plainType(type: string | undefined, schema: Schema): string {
  if (type === 'integer') return 'number';
  if (type === 'string' || type === 'number' || type === 'boolean' || type === 'null') return type;
  if (type === 'array') return `(${schema.items ? typeOf(schema.items) : 'unknown'})[]`;
  if (type !== 'object') return 'unknown';
  if (!schema.properties) {
    const values = typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties) : 'unknown';
    return `Record<string, ${values}>`;
  }
  const fields = Object.entries(schema.properties).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    return `${docOf([field.description])}${name}${optional}: ${typeOf(field)};`;
  });
  return `{\n${fields.join('\n')}\n}`;
}

function docOf(lines: (string | undefined)[]): string {
  const text = lines.filter((line) => line !== undefined).map((line) => line.replaceAll('*/', '*\\/'));
  if (text.length === 0) return '';
  return text.length === 1 ? `/** ${text[0]} */\n` : `/**\n${text.map((line) => ` * ${line}`).join('\n')}\n */\n`;
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`;

function format(path: string, code: string): string {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'format', `--stdin-file-path=${path}`];
  // The OpenAPI document is larger than what is read otherwise.
  const options = { cwd: ROOT, input: code, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  if (status !== 0) throw new Error(`Biome cannot format ${path}: ${stderr}`);
  return stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // The document names the address; nothing else of the environment matters here.
  process.env.DATABASE_URL ??= 'postgresql://nobody@127.0.0.1:1/none';
  process.env.BELFRY_SECRET ??= 'not-used'.repeat(8);
  process.env.BELFRY_MASTER_KEY ??= Buffer.alloc(32).toString('base64url');
  for (const [path, text] of Object.entries(generateClient(openApiDocument(api)))) {
    writeFileSync(join(ROOT, path), text);
  }
  process.exit(0);
}
