import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { Schema } from '@/app/api/openapi-complete';
import { curlExample, typescriptExample } from '@/app/api-examples';
import { describeSchema, type Field, limitsOf, OPERATIONS, type ReferenceOperation, typeOf } from '@/app/api-reference';
import { loadSite } from '@/app/site-page';
import { FieldList } from '@/components/developers/field-list';
import { InlineCode } from '@/components/developers/inline-code';
import { MethodBadge } from '@/components/developers/method-badge';
import { Crumb } from '@/components/shell/crumb';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { Page, PageHeader } from '@/components/ui/page-header';
import { env } from '@/lib/platform/env';
import { ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';

interface OperationPageProps {
  params: Promise<{ siteId: string; operationId: string }>;
}

const hasFields = (schema: Schema) => {
  const { fields, choices } = describeSchema(schema);
  return fields.length + choices.length > 0;
};

const find = (operationId: string) => OPERATIONS.find((each) => each.operationId === operationId);

export async function generateMetadata({ params }: OperationPageProps): Promise<Metadata> {
  return { title: find((await params).operationId)?.summary ?? 'API reference' };
}

export default async function OperationPage({ params }: OperationPageProps) {
  const { siteId, operationId } = await params;
  const { site } = await loadSite(siteId);
  const operation = find(operationId);
  if (!operation) notFound();
  const place = { baseUrl: env().publicUrl, siteId: site.id };
  const body = operation.requestBody?.content['application/json'];
  const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  return (
    <Page>
      <Crumb title={operation.summary} />
      <PageHeader
        title={operation.summary}
        badge={<MethodBadge method={operation.method} />}
        description={<code className="break-all font-mono text-sm">{operation.path}</code>}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="grid min-w-0 gap-4">
          <p className="max-w-2xl text-muted">
            {operation.description && <InlineCode text={`${operation.description} `} />}
            Permission: <InlineCode text={`\`${operation.security?.[0]?.apiKey?.[0] ?? ''}\``} />.
          </p>
          <Parameters operation={operation} />
          {body && (
            <Card aria-labelledby="body">
              <CardHeader titleId="body" title="Body" description="JSON" />
              <CardBody>
                <FieldList {...describeSchema(body.schema)} prefix="body" />
              </CardBody>
            </Card>
          )}
          {answers.map(([status, { description, content }]) => {
            const json = content?.['application/json'];
            return (
              <Card key={status} aria-labelledby={`answer-${status}`}>
                <CardHeader titleId={`answer-${status}`} title={`Answer ${status}`} description={description} />
                <CardBody>
                  {json && hasFields(json.schema) ? (
                    <FieldList {...describeSchema(json.schema)} prefix={`answer-${status}`} />
                  ) : (
                    <p className="text-muted text-sm">
                      {content ? `As ${Object.keys(content).join(' or ')}.` : 'Without a body.'}
                    </p>
                  )}
                </CardBody>
              </Card>
            );
          })}
          <Problems operation={operation} basePath={`/s/${site.id}/developers/reference`} />
        </div>
        <div className="grid min-w-0 gap-4 lg:sticky lg:top-20">
          <CodeBlock code={curlExample(operation, place)} label="curl" />
          <CodeBlock code={typescriptExample(operation, place)} label="TypeScript" />
          {answers.map(([status, { content }]) => {
            const example = content?.['application/json']?.example;
            if (example === undefined) return null;
            return (
              <CodeBlock
                key={status}
                code={JSON.stringify(example, null, 2)}
                label={`Example of answer ${status}`}
                className="[&>section]:max-h-96 [&>section]:overflow-y-auto"
              />
            );
          })}
        </div>
      </div>
      <Neighbours operation={operation} basePath={`/s/${site.id}/developers/reference`} />
    </Page>
  );
}

function Parameters({ operation }: { operation: ReferenceOperation }) {
  const places = [
    ['path', 'In the path'],
    ['query', 'In the query'],
    ['header', 'Headers'],
  ] as const;
  return places.map(([place, title]) => {
    const fields: Field[] = (operation.parameters ?? [])
      .filter((each) => each.in === place)
      .map(({ name, schema, required, description, example }) => ({
        name,
        type: typeOf(schema),
        isRequired: required ?? false,
        description: description ?? '',
        limits: [...limitsOf(schema), ...(example === undefined ? [] : [`such as \`${example}\``])],
        fields: [],
        choices: [],
      }));
    if (fields.length === 0) return null;
    return (
      <Card key={place} aria-labelledby={`in-${place}`}>
        <CardHeader titleId={`in-${place}`} title={title} />
        <CardBody>
          <FieldList fields={fields} choices={[]} prefix={place} />
        </CardBody>
      </Card>
    );
  });
}

function Problems({ operation, basePath }: { operation: ReferenceOperation; basePath: string }) {
  const problems = Object.entries(operation.responses).flatMap(([status, { content }]) =>
    Object.keys(content?.['application/problem+json']?.examples ?? {}).map((code) => ({ status, code })),
  );
  return (
    <Card aria-labelledby="problems">
      <CardHeader titleId="problems" title="Problems" />
      <CardBody>
        <ul className="divide-y divide-line">
          {problems.map(({ status, code }) => (
            <li key={code} className="flex flex-wrap items-baseline gap-x-3 py-2 text-sm">
              <span className="text-faint tabular-nums">{status}</span>
              <Link href={`${basePath}#problem-${code}`} className="min-w-0 break-all font-mono hover:underline">
                {code}
              </Link>
              <span className="text-muted">{ERROR_TABLE[code as ErrorCode].title}</span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function Neighbours({ operation, basePath }: { operation: ReferenceOperation; basePath: string }) {
  const at = OPERATIONS.findIndex((each) => each.operationId === operation.operationId);
  const [before, after] = [OPERATIONS[at - 1], OPERATIONS[at + 1]];
  const linkClass = 'flex items-center gap-2 rounded-md font-medium text-accent-ink hover:underline';
  return (
    <nav aria-label="Other operations" className="mt-8 flex flex-wrap justify-between gap-3 border-line border-t pt-4">
      {before && (
        <Link href={`${basePath}/${before.operationId}`} className={linkClass}>
          <ArrowLeft aria-hidden className="size-4" />
          {before.summary}
        </Link>
      )}
      {after && (
        <Link href={`${basePath}/${after.operationId}`} className={`${linkClass} ml-auto`}>
          {after.summary}
          <ArrowRight aria-hidden className="size-4" />
        </Link>
      )}
    </nav>
  );
}
