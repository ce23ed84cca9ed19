import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { AppError } from '@/lib/platform/errors';
import { MAX_COLUMNS, MAX_ROW_CHARACTERS, type UploadedRow } from './row-reader.types';
import { storableText } from './storable-text';
import { badFile } from './upload-error';

/**
 * CSV with a header (RFC 4180): quoted cells may have separators, quotes and line breaks in them.
 * @throws AppError `invalid_input` with the line
 */
export async function* readCsv(
  chunks: AsyncGenerator<Buffer, void>,
  columns: string[],
  separator: string,
): AsyncGenerator<UploadedRow, void> {
  // The parser counts a line break of two characters inside of quotes twice.
  let doubled = 0;
  const parser = parse({
    delimiter: separator,
    // Found by the first line otherwise, and a header may be somebody else's.
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_CHARACTERS,
    // Called at once: what was parsed is dropped when a later row of the same piece is wrong.
    // The line at which it begins becomes the first cell.
    on_record: (record: string[], { lines }): string[] => {
      doubled += count(record, /\r\n/g);
      return [String(lines - doubled - count(record, /\r\n|\r|\n/g)), ...record];
    },
  });
  const source = Readable.from(chunks);
  source.on('error', (error) => parser.destroy(error));
  try {
    let isHeader = true;
    for await (const [line, ...record] of source.pipe(parser) as AsyncIterable<string[]>) {
      // As spreadsheets leave them behind: separators, and nothing between them.
      if (record.every((cell) => cell.trim() === '')) continue;
      if (isHeader && isSeparatorLine(record)) continue;
      if (isHeader) columns.push(...nameColumns(record));
      else yield [Number(line), record];
      isHeader = false;
    }
  } catch (error) {
    throw error instanceof CsvError ? describe(error, doubled) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function count(record: readonly string[], pattern: RegExp): number {
  let sum = 0;
  for (const cell of record) if (cell.includes('\n') || cell.includes('\r')) sum += cell.match(pattern)?.length ?? 0;
  return sum;
}

/** @throws AppError `invalid_input` unless it can be a header */
export function nameColumns(record: readonly string[]): string[] {
  if (record.length > MAX_COLUMNS) throw badFile(`There are more than ${MAX_COLUMNS} columns.`, 1);
  if (record.some((cell) => /^https:\/\/\S+$/.test(cell.trim()))) {
    throw badFile('The first line must name the columns, and has an address in it.', 1);
  }
  const used = new Set<string>();
  return record.map((cell, index) => {
    const name = storableText(cell.trim(), 200) || unnamedColumn(index);
    let unique = name;
    for (let n = 2; used.has(unique); n++) unique = `${name} (${n})`;
    used.add(unique);
    return unique;
  });
}

/** What a column is called that has no name. */
const unnamedColumn = (index: number) => `column ${index + 1}`;
/** @param index of the column, from 0 */
export const isUnnamed = (name: string, index: number) => name === unnamedColumn(index);

/** `sep=;`, by which Excel is told the separator, stands before the header. */
const isSeparatorLine = ([first = '', ...rest]: readonly string[]) =>
  /^sep=$/i.test(first) && rest.every((cell) => cell === '');

/** The separator that the file names, or that its first line has most of, outside of quotes. */
export function findSeparator(head: string): string {
  const named = /^sep=([,;\t])[\r\n]/i.exec(head)?.[1];
  if (named) return named;
  const [line = ''] = head.replaceAll(/"[^"]*"/g, '').split(/\r?\n|\r/, 1);
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

const MESSAGES: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened and never closed.',
  CSV_INVALID_CLOSING_QUOTE:
    'After a closing quote comes something else than a separator. Write a quote inside of a cell twice.',
  INVALID_OPENING_QUOTE:
    'A quote stands in the middle of a cell. Put the whole cell in quotes and write the inner one twice.',
  CSV_MAX_RECORD_SIZE: `A row has more than ${MAX_ROW_CHARACTERS} characters; a quote may not be closed.`,
};

function describe(error: CsvError, doubled: number): AppError {
  const { lines } = error as { lines?: number };
  return badFile(
    MESSAGES[error.code] ?? 'The file is not valid CSV.',
    lines === undefined ? undefined : lines - doubled,
  );
}
