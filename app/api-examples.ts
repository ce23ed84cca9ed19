import type { Parameter } from './api/openapi-complete';
import type { ReferenceOperation } from './api-reference';

export interface ExamplePlace {
  /** Of this server. */
  baseUrl: string;
  /** Of the site that the reference is read in, so that what is copied works. */
  siteId: string;
}

/** The operation's example as a command. */
export function curlExample(operation: ReferenceOperation, { baseUrl, siteId }: ExamplePlace): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => exampleId(operation, name, siteId));
  const body = operation.requestBody?.content['application/json']?.example;
  const file = fileOf(operation);
  const isPost = operation.method === 'POST';
  return [
    `curl${operation.method === 'GET' ? '' : ` -X ${operation.method}`} '${baseUrl}${path}'`,
    `-H "Authorization: Bearer $BELFRY_KEY"`,
    ...(isPost ? [`-H "Idempotency-Key: $(uuidgen)"`] : []),
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body, null, 2).replaceAll("'", `'\\''`)}'`]),
    ...(file === null ? [] : [`-H 'Content-Type: ${file.type}'`, `--data-binary @${file.name}`]),
  ].join(' \\\n  ');
}

/** The operation's example with @belfry/client. */
export function typescriptExample(operation: ReferenceOperation, { baseUrl, siteId }: ExamplePlace): string {
  const { operationId: name, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.example;
  const file = fileOf(operation);
  const input = {
    ...Object.fromEntries(
      parameters
        .filter((each) => each.in === 'path')
        .map((each) => [each.name, exampleId(operation, each.name, siteId)]),
    ),
    ...(body !== undefined && { body }),
    ...(file !== null && { file: FILE }),
  };
  const hasCursor = parameters.some((each) => each.name === 'cursor');
  const args = `belfry${Object.keys(input).length > 0 ? `, ${literal(input)}` : hasCursor ? ', {}' : ''}`;
  const hasAnswer = Object.entries(responses).some(([status, { content }]) => status.startsWith('2') && content);
  const text = [
    ...(file === null ? [] : [`import { openAsBlob } from 'node:fs';`]),
    `import { createClient, ${[...(hasCursor ? ['iterate'] : []), name].join(', ')} } from '@belfry/client';`,
    '',
    `const belfry = createClient({ baseUrl: '${baseUrl}', apiKey: process.env.BELFRY_KEY ?? '' });`,
    hasCursor
      ? `for await (const each of iterate(${name}, ${args})) {\n  console.log(each);\n}`
      : `${hasAnswer ? 'const answer = ' : ''}await ${name}(${args});`,
  ].join('\n');
  return text.replace(`'${FILE}'`, `await openAsBlob('${file?.name}')`);
}

/** Stands for what reads the file, which is no value to be written down. */
const FILE = '@file';

/** What an operation takes that has no JSON for a body, by the first of its types. */
function fileOf({ requestBody }: ReferenceOperation): { type: string; name: string } | null {
  const types = Object.keys(requestBody?.content ?? {});
  const [type] = types;
  if (type === undefined || types.includes('application/json')) return null;
  return { type, name: `file.${type.split('/')[1]}` };
}

function exampleId({ parameters = [] }: ReferenceOperation, name: string, siteId: string): string {
  if (name === 'siteId') return siteId;
  const parameter: Parameter | undefined = parameters.find((each) => each.name === name);
  return String(parameter?.example ?? name);
}

/** As a programmer writes it: names without quotes where they need none. */
function literal(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null)) {
      return `[${value.map((item) => literal(item)).join(', ')}]`;
    }
    return `[\n${value.map((item) => `${inner}${literal(item, inner)},\n`).join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, each]) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
      return `${inner}${key}: ${literal(each, inner)},\n`;
    });
    return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
  }
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value);
}
