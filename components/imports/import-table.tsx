import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { formatNumber } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { ImportView } from '@/lib/contracts/imports';
import { SOURCE_TEXT, STATE_TEXT } from './import-words';

/** The imports of a site, newest first. */
export function ImportTable({ imports, path }: { imports: ImportView[]; path: string }) {
  return (
    <Table label="Imports" dense>
      <TableHead>
        <TableHeader>File</TableHeader>
        <TableHeader>State</TableHeader>
        <TableHeader numeric>Rows</TableHeader>
        <TableHeader numeric>Added</TableHeader>
        <TableHeader numeric>Changed</TableHeader>
        <TableHeader numeric>Refused</TableHeader>
        <TableHeader>By</TableHeader>
        <TableHeader>Uploaded</TableHeader>
      </TableHead>
      <TableBody>
        {imports.map((one) => (
          <TableRow key={one.id} interactive>
            <TableCell at="name">
              <span className="grid min-w-40 narrow:min-w-0">
                <Link href={`${path}/${one.id}`} className={`${rowLinkClass} max-w-64 truncate`}>
                  {one.fileName}
                </Link>
                <span className="text-faint text-xs">{SOURCE_TEXT[one.source]}</span>
              </span>
            </TableCell>
            <TableCell at="state">
              <Badge dot tone={STATE_TEXT[one.state].tone}>
                {STATE_TEXT[one.state].label}
              </Badge>
            </TableCell>
            <TableCell numeric label="Rows">
              {formatNumber(one.rowCount)}
            </TableCell>
            <TableCell numeric label="Added" at={one.result ? undefined : 'hidden'}>
              {one.result ? formatNumber(one.result.createdCount) : '–'}
            </TableCell>
            <TableCell numeric label="Changed" at={one.result ? undefined : 'hidden'}>
              {one.result ? formatNumber(one.result.updatedCount) : '–'}
            </TableCell>
            <TableCell numeric label="Refused" at={one.result ? undefined : 'hidden'}>
              {one.result ? formatNumber(one.result.refusedCount) : '–'}
            </TableCell>
            <TableCell label="By" className="max-w-40 truncate text-muted">
              {one.createdBy}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted">
              <RelativeTime at={one.createdAt} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
