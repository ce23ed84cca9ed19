import { MAX_COLUMNS, MAX_ROW_CHARACTERS, type UploadedRow } from './row-reader.types';
import { badFile } from './upload-error';

/**
 * Rows of `INSERT INTO … VALUES (…), (…)` as MySQL's and phpMyAdmin's dumps have them, of the first table whose name
 * ends in `perfecty_push_users`; every other statement is passed over. Columns are those of the statement, or else
 * those of the table's CREATE.
 * @throws AppError `invalid_input` with the line
 */
export async function* readSql(
  chunks: AsyncGenerator<Buffer, void>,
  columns: string[],
): AsyncGenerator<UploadedRow, void> {
  let known: string[] = [];
  for await (const { line, head, values } of readStatements(chunks)) {
    if (values === null) {
      known = createdColumns(head) ?? known;
      continue;
    }
    const names = /\(([^)]*)\)\s*VALUES\s*$/i.exec(head)?.[1]?.split(',').map(plainName) ?? known;
    if (names.length === 0) throw badFile('The INSERT names no columns, and no CREATE TABLE stands before it.', line);
    if (names.length > MAX_COLUMNS) throw badFile(`There are more than ${MAX_COLUMNS} columns.`, line);
    if (columns.length === 0) columns.push(...names);
    if (values.length !== columns.length) {
      throw badFile(`A row has ${values.length} values, and the table ${columns.length} columns.`, line);
    }
    yield [line, columns.map((name) => values[names.indexOf(name)] ?? '')];
  }
}

const TABLE = String.raw`[\`"]?\w*perfecty_push_users[\`"]?`;
const INSERT = new RegExp(String.raw`^(INSERT|REPLACE)\s+(IGNORE\s+)?INTO\s+${TABLE}\s*(\([^)]*\)\s*)?VALUES\s*$`, 'i');
const CREATE = new RegExp(String.raw`^CREATE\s+TABLE\s+(IF\s+NOT\s+EXISTS\s+)?${TABLE}\s*\(`, 'i');

const plainName = (name: string) => name.trim().replaceAll(/[`"]/g, '');

function createdColumns(statement: string): string[] | null {
  if (!CREATE.test(statement)) return null;
  return [...statement.matchAll(/[\n(,]\s*`(\w+)`\s+\w/g)].map(([, name = '']) => name);
}

interface Statement {
  line: number;
  /** The whole statement; of an INSERT of the table, up to VALUES. */
  head: string;
  /** One row of such an INSERT. */
  values: string[] | null;
}

/** What a dump is at one place. */
interface State {
  line: number;
  head: string;
  headLine: number;
  isInsert: boolean;
  /** A row that has begun: its values, and the one under way (null: none). */
  row: string[] | null;
  rowLine: number;
  cell: string;
  isText: boolean;
  quote: string;
  isEscaped: boolean;
  comment: '' | 'line' | 'block';
}

/** The longest of the statements that matter; others are not kept. */
const MOST_HEAD_CHARACTERS = 20_000;
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '', Z: '' };

async function* readStatements(chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<Statement, void> {
  const decoder = new TextDecoder('utf-8');
  const state: State = {
    line: 1,
    head: '',
    headLine: 1,
    isInsert: false,
    row: null,
    rowLine: 1,
    cell: '',
    isText: false,
    quote: '',
    isEscaped: false,
    comment: '',
  };
  let last = '';
  for await (const chunk of chunks) {
    for (const char of decoder.decode(chunk, { stream: true })) {
      if (char === '\n') state.line++;
      const done = take(state, char, last);
      last = char;
      if (done) yield done;
    }
  }
  if (state.quote !== '' || state.row) throw badFile('The file is cut short: a row is not closed.', state.line);
}

function take(state: State, char: string, last: string): Statement | null {
  if (state.comment !== '') return endComment(state, char, last);
  if (state.quote !== '') return takeQuoted(state, char);
  if (char === "'" || char === '"' || char === '`') {
    state.quote = char;
    if (!state.row) keepHead(state, char);
    // Two in a row are one, inside of a text; what stands before a text is white space.
    else state.cell = state.isText && last === char ? state.cell + char : '';
    state.isText = state.row !== null;
    return null;
  }
  if (!state.row && ((char === '-' && last === '-') || char === '#')) {
    state.comment = 'line';
    state.head = state.head.replace(/-$/, '');
    return null;
  }
  if (!state.row && char === '*' && last === '/') {
    state.comment = 'block';
    state.head = state.head.replace(/\/$/, '');
    return null;
  }
  return state.row ? takeValue(state, char) : takeHead(state, char);
}

function endComment(state: State, char: string, last: string): null {
  const isOver = state.comment === 'line' ? char === '\n' : char === '/' && last === '*';
  if (isOver) state.comment = '';
  return null;
}

function takeQuoted(state: State, char: string): null {
  const isKept = state.row !== null;
  if (state.isEscaped) {
    state.isEscaped = false;
    if (isKept) state.cell += ESCAPES[char] ?? char;
  } else if (char === '\\' && state.quote !== '`') state.isEscaped = true;
  else if (char === state.quote) {
    state.quote = '';
    if (!isKept) keepHead(state, char);
  } else if (isKept) state.cell += char;
  else keepHead(state, char);
  if (state.cell.length > MAX_ROW_CHARACTERS) {
    throw badFile(`A value has more than ${MAX_ROW_CHARACTERS} characters; a quote may not be closed.`, state.rowLine);
  }
  return null;
}

function takeHead(state: State, char: string): Statement | null {
  if (char === '(' && (state.isInsert || INSERT.test(state.head.trim()))) {
    state.isInsert = true;
    state.row = [];
    state.rowLine = state.line;
    return null;
  }
  if (char !== ';') {
    // Between the rows of an INSERT stands a comma.
    if (!state.isInsert) keepHead(state, char);
    return null;
  }
  const { head, headLine, isInsert } = state;
  state.head = '';
  state.isInsert = false;
  return isInsert ? null : { line: headLine, head: head.trim(), values: null };
}

function keepHead(state: State, char: string): void {
  if (state.head === '') {
    if (/\s/.test(char)) return;
    state.headLine = state.line;
  }
  if (state.head.length < MOST_HEAD_CHARACTERS) state.head += char;
}

function takeValue(state: State, char: string): Statement | null {
  const { row } = state;
  if (!row) return null;
  if (char !== ',' && char !== ')') {
    if (!state.isText) state.cell += char;
    return null;
  }
  const text = state.isText ? state.cell : state.cell.trim();
  row.push(!state.isText && /^null$/i.test(text) ? '' : text);
  state.cell = '';
  state.isText = false;
  if (char === ',') return null;
  state.row = null;
  return { line: state.rowLine, head: state.head.trim(), values: row };
}
