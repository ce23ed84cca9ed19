import type { Metadata } from 'next';
import { loadSite, orNotFound } from '@/app/site-page';
import { ColumnTable } from '@/components/imports/column-table';
import { ImportActions } from '@/components/imports/import-actions';
import { ImportCounts } from '@/components/imports/import-counts';
import { isMoving, SOURCE_TEXT, STATE_TEXT } from '@/components/imports/import-words';
import { KeyPairForm } from '@/components/imports/key-pair-form';
import { RefreshWhile } from '@/components/imports/refresh-while';
import { Crumb } from '@/components/shell/crumb';
import { Badge } from '@/components/ui/badge';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { can } from '@/lib/accounts/can';
import type { ImportView } from '@/lib/contracts/imports';
import { getImport } from '@/lib/imports/get-import';
import { addImportKeysAction, chooseColumnAction, moveImportAction } from '../actions';

export const metadata: Metadata = { title: 'Import' };

export default async function ImportPage({ params }: { params: Promise<{ siteId: string; importId: string }> }) {
  const { siteId, importId } = await params;
  const { actor, site } = await loadSite(siteId);
  const view = await orNotFound(getImport(actor, site.id, importId));
  const errorsPath = `/api/v1/sites/${site.id}/imports/${importId}/errors`;
  const isOpen = view.state === 'ready';
  const asksForKeys = view.kind === 'subscriptions' && isOpen && can(actor, 'sites.write');
  return (
    <Page>
      <Crumb title={view.fileName} />
      <RefreshWhile isMoving={isMoving(view)} />
      <PageHeader
        title={view.fileName}
        badge={
          <Badge dot tone={STATE_TEXT[view.state].tone}>
            {STATE_TEXT[view.state].label}
          </Badge>
        }
        description={`${SOURCE_TEXT[view.source]} · ${formatCount(view.rowCount, 'row')} · ${view.kind === 'subscriptions' ? 'adds subscribers' : 'changes subscribers that are there'}`}
        actions={<ImportActions view={view} move={moveImportAction.bind(null, site.id, importId)} />}
      />
      <div className="grid gap-6">
        <Remarks view={view} asksForKeys={asksForKeys} />
        <Status view={view} errorsPath={errorsPath} />
        <Card aria-labelledby="import-columns">
          <CardHeader
            title="Columns"
            titleId="import-columns"
            description={isOpen ? 'What each column was taken to be. Change what is not right.' : 'As they were read.'}
            className="pb-3"
          />
          <ColumnTable
            columns={view.columns}
            canChange={isOpen}
            choose={chooseColumnAction.bind(null, site.id, importId)}
          />
        </Card>
        {asksForKeys ? (
          <Card aria-labelledby="import-keys">
            <CardHeader
              title="Key pair"
              titleId="import-keys"
              description={
                view.vapidPublicKey
                  ? 'Added: the subscriptions of this file are sent to with it.'
                  : 'If the subscriptions were made by another service, add the key pair that they were made with. Nothing can be sent to them without it.'
              }
            />
            <CardBody>
              <KeyPairForm addKeys={addImportKeysAction.bind(null, site.id, importId)} />
            </CardBody>
          </Card>
        ) : null}
      </div>
    </Page>
  );
}

function Remarks({ view, asksForKeys }: { view: ImportView; asksForKeys: boolean }) {
  if (view.state !== 'ready') return null;
  return (
    <>
      {view.problems.map((problem) => (
        <Callout key={problem} tone="warning" title="Before it can be tried">
          {problem}
        </Callout>
      ))}
      {/* What the card of the key pair says need not be said twice. */}
      {view.notes
        .filter((note) => !asksForKeys || !note.includes('key pair'))
        .map((note) => (
          <Callout key={note}>{note}</Callout>
        ))}
    </>
  );
}

function Status({ view, errorsPath }: { view: ImportView; errorsPath: string }) {
  const { state, result, check, undo } = view;
  if (isMoving(view)) return <Running view={view} />;
  return (
    <>
      {state === 'paused' ? <Running view={view} /> : null}
      {state === 'failed' ? <Failed view={view} /> : null}
      {undo ? (
        <Callout tone="success" title="Undone" live>
          {formatCount(undo.removedCount, 'subscriber')} removed, {formatNumber(undo.restoredCount)} put back,{' '}
          {formatNumber(undo.keptCount)} left as they are because they were changed since.
        </Callout>
      ) : null}
      {result ? (
        <ImportCounts counts={result} isTrial={false} errorsPath={errorsPath} />
      ) : check && state === 'ready' ? (
        <section aria-labelledby="import-trial" className="grid gap-3">
          <h2 id="import-trial" className="font-semibold text-base">
            What it would do
          </h2>
          <ImportCounts counts={check} isTrial errorsPath={errorsPath} />
          {check.createdCount + check.updatedCount === 0 ? (
            <p className="text-muted text-sm">It would change nobody, so there is nothing to start.</p>
          ) : null}
        </section>
      ) : null}
      {view.canBeUndone ? (
        <p className="text-muted text-sm">
          Can be undone until <AbsoluteTime at={view.expiresAt} />.
        </p>
      ) : null}
    </>
  );
}

function Failed({ view }: { view: ImportView }) {
  const rows = `${formatNumber(view.processedCount)} of ${formatCount(view.rowCount, 'row')}`;
  if (view.startedAt === null) {
    return (
      <Callout tone="danger" title="It could not be tried to the end">
        {rows} were looked at, and nothing was changed. The log of the worker says why it stopped. The file is kept
        until <AbsoluteTime at={view.expiresAt} />.
      </Callout>
    );
  }
  return (
    <Callout tone="danger" title="It could not be finished">
      {rows} are done; the log of the worker says why it stopped. Go on with the others, or undo what it has done.
    </Callout>
  );
}

const DOING: Partial<Record<ImportView['state'], string>> = {
  checking: 'Trying it; nothing is changed',
  running: 'Importing',
  undoing: 'Undoing',
  paused: 'Paused',
};

function Running({ view }: { view: ImportView }) {
  const total = view.state === 'undoing' ? null : view.rowCount;
  return (
    <Card>
      <CardBody className="grid gap-2">
        <p className="flex flex-wrap justify-between gap-x-4 text-sm">
          <span role="status" className="font-medium">
            {DOING[view.state]}
          </span>
          <span className="tabular text-muted">
            {formatNumber(view.processedCount)}
            {total === null ? ' subscribers' : ` of ${formatNumber(total)} rows`}
          </span>
        </p>
        <Progress
          label={DOING[view.state] ?? ''}
          value={total === null ? null : view.processedCount}
          max={total ?? 1}
          tone={view.state === 'paused' ? 'warning' : 'accent'}
        />
        {view.state === 'paused' ? (
          <p className="text-muted text-sm">
            What it has done so far stays. It waits until <AbsoluteTime at={view.expiresAt} /> for you to go on; then it
            is cancelled, and can still be undone.
          </p>
        ) : null}
      </CardBody>
    </Card>
  );
}
