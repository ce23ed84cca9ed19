import type { Metadata } from 'next';
import { GROUPS } from '@/app/api-reference';
import { loadSite } from '@/app/site-page';
import { OperationFinder } from '@/components/developers/operation-finder';
import { AddressAdapter } from '@/components/ui/address-adapter';
import { buttonClass } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { Page, PageHeader } from '@/components/ui/page-header';
import { env } from '@/lib/platform/env';
import { ERROR_TABLE } from '@/lib/platform/errors';

export const metadata: Metadata = { title: 'API reference' };

export default async function ReferencePage({ params }: { params: Promise<{ siteId: string }> }) {
  const { site } = await loadSite((await params).siteId);
  const start = [
    `curl '${env().publicUrl}/api/v1/sites/${site.id}' \\`,
    `  -H "Authorization: Bearer $BELFRY_KEY"`,
  ].join('\n');
  return (
    <Page>
      <PageHeader
        title="API reference"
        description="What the dashboard does with subscribers and campaigns, for your own programs. Each operation has an example to copy, with the id of this site."
        actions={
          <a href="/api/v1/openapi.json" className={buttonClass({ variant: 'secondary' })}>
            OpenAPI description
          </a>
        }
      />
      <div className="mb-8 grid gap-4 lg:grid-cols-2">
        <Card aria-labelledby="start">
          <CardHeader titleId="start" title="A first request" />
          <CardBody className="grid gap-3 text-muted text-sm">
            <p>
              Make a key under API keys and send it with each request. In TypeScript, @belfry/client does all below for
              you.
            </p>
            <CodeBlock code={start} label="First request" />
          </CardBody>
        </Card>
        <Card aria-labelledby="rules">
          <CardHeader titleId="rules" title="The same everywhere" />
          <CardBody>
            <ul className="grid list-disc gap-1.5 pl-4 text-muted text-sm">
              <li>Ids are opaque; times are ISO 8601 in UTC; fields that are not described are refused or not kept.</li>
              <li>
                Lists answer <code>items</code> and <code>nextCursor</code>; ask again with it as <code>cursor</code>.
              </li>
              <li>
                A POST with an <code>Idempotency-Key</code> may be repeated for 30 days without being done twice.
              </li>
              <li>
                <code>RateLimit</code> says how many requests are left; 429 and 503 come with <code>Retry-After</code>.
              </li>
              <li>Another workspace’s id answers 404, as one that is not there.</li>
            </ul>
          </CardBody>
        </Card>
      </div>
      <AddressAdapter>
        <OperationFinder
          basePath={`/s/${site.id}/developers/reference`}
          groups={GROUPS.map((group) => ({
            ...group,
            operations: group.operations.map(({ operationId, method, path, summary }) => ({
              id: operationId,
              method,
              path: path.replace('/api/v1', ''),
              summary,
            })),
          }))}
        />
      </AddressAdapter>
      <section id="problems" aria-labelledby="problems-title" className="mt-8 grid scroll-mt-20 gap-2">
        <div>
          <h2 id="problems-title" className="font-semibold text-base">
            Problems
          </h2>
          <p className="text-muted text-sm">
            Errors are problems (RFC 9457). The code is stable and meant for programs; the detail is for people.
          </p>
        </div>
        <Card>
          <ul className="divide-y divide-line">
            {Object.entries(ERROR_TABLE).map(([code, { status, title }]) => (
              <li key={code} id={`problem-${code}`} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2 text-sm">
                <span className="tabular-nums text-faint">{status}</span>
                <code className="min-w-0 break-all font-mono">{code}</code>
                <span className="text-muted">{title}</span>
              </li>
            ))}
          </ul>
        </Card>
      </section>
    </Page>
  );
}
