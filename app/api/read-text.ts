import { AppError } from '@/lib/platform/errors';
import type { ApiContext } from './framework';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The body of a request as text. Bytes that are not UTF-8 are refused: read as replacement characters they would be
 * sent to everybody.
 * @throws AppError `unsupported_media_type` for a packed body, `bad_request` for one that is not UTF-8
 */
export async function readText(c: ApiContext): Promise<string> {
  const coding = c.req.header('content-encoding')?.trim().toLowerCase();
  if (coding !== undefined && coding !== '' && coding !== 'identity') {
    throw new AppError('unsupported_media_type', { detail: 'Send the body unpacked, without Content-Encoding.' });
  }
  const bytes = await c.req.arrayBuffer();
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new AppError('bad_request', {
      detail: 'The body is not UTF-8; it may be Latin-1 or Windows-1252. JSON is sent as UTF-8. Nothing was done.',
    });
  }
  // Whoever asks for text or JSON of this request after us gets what we have read. Hono keeps promises there, whatever
  // its type says.
  Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
  return text;
}
