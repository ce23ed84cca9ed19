import type { ReactNode } from 'react';
import { cn } from './cn';
import { TableCell, TableHeader } from './table';

/** A column of figures. Its heading and, on a phone, what stands before each figure are the same words. */
export interface FigureColumn<Row> {
  label: string;
  /** What exactly is counted, on hover. */
  title?: string;
  /** Of its cells. */
  className?: string;
  figure: (row: Row) => ReactNode;
}

interface FigureHeadingsProps<Row> {
  columns: readonly FigureColumn<Row>[];
  className?: string;
}

export function FigureHeadings<Row>({ columns, className }: FigureHeadingsProps<Row>) {
  return columns.map(({ label, title }) => (
    <TableHeader key={label} numeric title={title} className={className}>
      {label}
    </TableHeader>
  ));
}

interface FigureCellsProps<Row> {
  columns: readonly FigureColumn<Row>[];
  row: Row;
  /** Where they stand on a phone: see `TableCell`. */
  at?: 'figure' | 'hidden';
  className?: string;
}

export function FigureCells<Row>({ columns, row, at, className }: FigureCellsProps<Row>) {
  return columns.map(({ label, className: own, figure }) => (
    <TableCell key={label} numeric at={at} label={label} className={cn(own, className)}>
      {figure(row)}
    </TableCell>
  ));
}
