import { Card } from './card';
import { Page } from './page-header';
import { Skeleton } from './skeleton';

interface PageSkeletonProps {
  /** What will come: figures and a chart, a table, or cards with fields. */
  kind: 'overview' | 'table' | 'form';
}

/** A page while it loads, in the shape of what will come. */
export function PageSkeleton({ kind }: PageSkeletonProps) {
  return (
    <Page width={kind === 'form' ? 'narrow' : 'wide'}>
      <p role="status" className="sr-only">
        Loading…
      </p>
      <div className="mb-7 grid gap-2.5">
        <Skeleton className="h-6 w-40" />
        <Skeleton className="w-72 max-w-full" />
      </div>
      {kind === 'overview' && <OverviewShape />}
      {kind === 'table' && <TableShape />}
      {kind === 'form' && (
        <div className="grid gap-6">
          <FormShape />
          <FormShape />
        </div>
      )}
    </Page>
  );
}

function OverviewShape() {
  return (
    <div className="grid gap-6">
      <Card className="grid grid-cols-2 gap-6 p-5 sm:grid-cols-4">
        {['a', 'b', 'c', 'd'].map((key) => (
          <div key={key} className="grid gap-2.5">
            <Skeleton className="w-20" />
            <Skeleton className="h-7 w-24" />
          </div>
        ))}
      </Card>
      <Card className="p-5">
        <Skeleton className="mb-5 w-32" />
        <Skeleton className="h-52" />
      </Card>
    </div>
  );
}

function TableShape() {
  return (
    <Card className="divide-y divide-line">
      {['w-48', 'w-36', 'w-56', 'w-40', 'w-52', 'w-44'].map((width) => (
        <div key={width} className="flex h-13 items-center justify-between gap-6 px-5">
          <Skeleton className={width} />
          <Skeleton className="w-20" />
        </div>
      ))}
    </Card>
  );
}

function FormShape() {
  return (
    <Card className="grid gap-5 p-5">
      <Skeleton className="w-28" />
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-8 w-80 max-w-full" />
    </Card>
  );
}
