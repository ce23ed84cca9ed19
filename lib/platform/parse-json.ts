import { AppError } from './errors';

/** Deeper than any of our shapes (a segment rule takes 15), far from where a recursion could overflow. */
const MAX_JSON_DEPTH = 64;

/**
 * Parses JSON from outside.
 * @throws AppError `bad_request` when it is not JSON or nested deeper than 64 levels; `invalid_input` when an object
 *   has a key `__proto__`, which later code could take for the prototype.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) {
    throw new AppError('bad_request', { detail: `The JSON is nested deeper than ${MAX_JSON_DEPTH} levels.` });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('bad_request', { detail: 'The body is not valid JSON.' });
  }
  // Only a text that could spell the key is walked: nearly none does.
  if (text.includes('__proto__') || text.includes('\\u')) refuseProtoKeys(value);
  return value;
}

/** Counts brackets outside of strings, so that nothing is built of a hostile text. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92 /* \ */) i++;
      else if (code === 34 /* " */) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 /* { */ || code === 91 /* [ */) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (code === 125 /* } */ || code === 93 /* ] */) depth--;
  }
  return false;
}

function refuseProtoKeys(root: unknown, path = ''): void {
  if (typeof root !== 'object' || root === null) return;
  for (const [key, value] of Object.entries(root)) {
    const here = path ? `${path}.${key}` : key;
    if (key === '__proto__') {
      throw new AppError('invalid_input', { fields: [{ path: here, message: 'is a reserved name' }] });
    }
    refuseProtoKeys(value, here);
  }
}
