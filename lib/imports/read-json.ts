import { parseJson } from '@/lib/platform/parse-json';
import { MAX_COLUMNS, MAX_ROW_CHARACTERS, type UploadedRow } from './row-reader.types';
import { storableText } from './storable-text';
import { badFile } from './upload-error';

/**
 * Objects of an array, of several arrays one after the other (pages of an API), or one a line. Fields of inner objects
 * but `tags` become columns of their own (`keys.auth`).
 * @throws AppError `invalid_input` with the line
 */
export async function* readJson(
  chunks: AsyncGenerator<Buffer, void>,
  columns: string[],
): AsyncGenerator<UploadedRow, void> {
  const places = new Map<string, number>();
  for await (const [line, text] of splitObjects(chunks)) {
    const cells: string[] = [];
    for (const [name, value] of flatten(parseObject(text, line))) {
      let place = places.get(name);
      if (place === undefined) {
        if (columns.length >= MAX_COLUMNS) throw badFile(`There are more than ${MAX_COLUMNS} different fields.`, line);
        place = columns.push(name) - 1;
        places.set(name, place);
      }
      cells[place] = value;
    }
    yield [line, Array.from(cells, (cell) => cell ?? '')];
  }
}

function parseObject(text: string, line: number): Record<string, unknown> {
  try {
    return parseJson(text) as Record<string, unknown>;
  } catch {
    throw badFile('The object is not valid JSON.', line);
  }
}

function* flatten(object: Record<string, unknown>, prefix = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(object)) {
    const name = storableText(prefix + key, 200);
    if (value === null || value === undefined) continue;
    if (typeof value === 'object' && !Array.isArray(value) && prefix === '' && key !== 'tags') {
      yield* flatten(value as Record<string, unknown>, `${key}.`);
    } else yield [name, typeof value === 'string' ? value : JSON.stringify(value)];
  }
}

/** The text of each object with the line that it begins at; what stands between objects must be array or white space. */
async function* splitObjects(chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<[number, string], void> {
  const decoder = new TextDecoder('utf-8');
  const state = { depth: 0, inString: false, isEscaped: false, line: 1, startLine: 1, arrays: 0 };
  let object = '';
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10) state.line++;
      if (state.depth === 0) {
        if (code === OPEN) {
          state.depth = 1;
          state.startLine = state.line;
          start = i;
        } else step(state, code);
        continue;
      }
      if (state.inString) {
        if (state.isEscaped) state.isEscaped = false;
        else if (code === BACKSLASH) state.isEscaped = true;
        else if (code === QUOTE) state.inString = false;
      } else if (code === QUOTE) state.inString = true;
      else if (code === OPEN) state.depth++;
      else if (code === CLOSE && --state.depth === 0) {
        yield [state.startLine, object + text.slice(start, i + 1)];
        object = '';
      }
    }
    if (state.depth > 0) object += text.slice(start);
    if (object.length > MAX_ROW_CHARACTERS) {
      throw badFile(`An object has more than ${MAX_ROW_CHARACTERS} characters.`, state.startLine);
    }
  }
  if (state.depth > 0 || state.arrays > 0) throw badFile('The file is cut short: something is not closed.', state.line);
}

const [OPEN, CLOSE, QUOTE, BACKSLASH] = [123, 125, 34, 92];

function step(state: { arrays: number; line: number }, code: number): void {
  if (code === 91 /* [ */ && state.arrays === 0) state.arrays = 1;
  else if (code === 93 /* ] */ && state.arrays === 1) state.arrays = 0;
  else if (code !== 44 /* , */ && code !== 32 && code !== 9 && code !== 10 && code !== 13) {
    throw badFile('Expected an array of objects.', state.line);
  }
}
