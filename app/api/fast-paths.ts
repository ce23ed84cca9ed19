import type { IncomingMessage, ServerResponse } from 'node:http';
import { TOKEN_CHARACTERS } from '@/lib/contracts/message-size';
import { followClick } from '@/lib/receipts/follow-click';
import { CLICK_HEADERS } from './click';
import { addressBehindProxies } from './client-address';
import { OPEN_HEADERS, takeReceipts } from './embed';
import { PUBLIC_BODY_BYTES } from './framework';
import { describeProblem } from './problem';
import { defaultHeaders, makeRequestId } from './response-headers';

// A large campaign's receipts and clicks come by the thousand a second, and what Hono makes of a request (Request,
// Headers, Response) costs several times the work itself: `npx tsx bench/ingest.ts` shows it. The ordinary ones are
// answered here on Node's own objects; all others by the routes in embed.ts and click.ts, which also serve where this
// file does not run (plain Next hosting). The two answer alike, and a test compares them.

/** Answers the request and returns true, or leaves it alone. `otherwise` answers a click that leads nowhere. */
export function answerFast(request: IncomingMessage, response: ServerResponse, otherwise: () => void): boolean {
  const { method, url = '' } = request;
  if (method === 'POST' && url === '/api/embed/receipts' && isOrdinaryReport(request)) {
    answerReceipts(request, response);
    return true;
  }
  if (method === 'GET' && url.startsWith('/c/') && !request.headers['sec-purpose'] && !request.headers.purpose) {
    const token = CLICK.exec(url)?.[1];
    if (token === undefined) return false;
    answerClick(token, response, otherwise);
    return true;
  }
  return false;
}

const CLICK = new RegExp(`^/c/([\\w-]{${TOKEN_CHARACTERS}})$`);

/** Of a declared, small size, and as text/plain. */
function isOrdinaryReport({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length']) <= PUBLIC_BODY_BYTES &&
    /^text\/plain *(;|$)/i.test(headers['content-type'] ?? '')
  );
}

function answerReceipts(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const path = '/api/embed/receipts';
    const requestId = makeRequestId();
    const headers = { ...defaultHeaders(requestId, path), ...OPEN_HEADERS };
    const body = (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? '';
    takeReceipts(body, addressBehindProxies(request.socket.remoteAddress, forwardedFor(request))).then(
      () => response.writeHead(204, headers).end(),
      (error: unknown) => {
        const problem = describeProblem({ requestId, method: 'POST', path }, error);
        response.writeHead(problem.status, { ...headers, ...problem.headers }).end(problem.body);
      },
    );
  });
}

function forwardedFor({ headers }: IncomingMessage): string | undefined {
  const given = headers['x-forwarded-for'];
  return Array.isArray(given) ? given.join(',') : given;
}

function answerClick(token: string, response: ServerResponse, otherwise: () => void): void {
  followClick(token).then((destination) => {
    if (destination === null) {
      otherwise();
      return;
    }
    const headers = { ...defaultHeaders(makeRequestId(), '/c/'), ...CLICK_HEADERS, Location: destination };
    response.writeHead(302, headers).end();
  }, otherwise);
}
