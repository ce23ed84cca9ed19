import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that sends its body slowly holds a connection. */
const BODY_TIMEOUT_MS = 60_000;
/** A gigabyte over a slow line; what comes is stored at once, and bounded. */
export const UPLOAD_TIMEOUT_MS = 3_600_000;

const UPLOAD = /^\/api\/v1\/sites\/[^/]+\/imports$/;

/**
 * Ends a request whose body is not there in time. Node's own limit is one for all requests of a server, and a file to
 * import may take longer than anything else may.
 */
export function limitBodyTime(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  timeoutMs = BODY_TIMEOUT_MS,
): void {
  const { headers } = request;
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (!hasBody || (request.method === 'POST' && UPLOAD.test(path))) return;
  const timer = setTimeout(() => {
    if (request.complete) return;
    if (!response.headersSent) request.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    request.destroy();
  }, timeoutMs);
  timer.unref();
  const stop = () => clearTimeout(timer);
  request.once('end', stop);
  request.once('close', stop);
}
