import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OUTAGE_PAGE, OUTAGE_POLICY, RETRY_SECONDS } from './outage-page';
import { asAppError } from './problem';

const outages = new AsyncLocalStorage<{ isSeen: boolean }>();

/** Told of each error that Next reports, which it does while the request is answered and before its headers are sent. */
export function noteOutage(error: Error): void {
  const outage = outages.getStore();
  if (outage && asAppError(error).code === 'unavailable') outage.isSeen = true;
}

/**
 * Lets Next answer a page. One that failed because the database is away is answered with 503 and a page that needs none,
 * instead of Next's 500 and a page that cannot say why.
 */
export function answerWithOutage(
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => unknown,
): Promise<unknown> {
  const outage = { isSeen: false };
  // A server action, or a part for a page that is open: its reader is a script, which has words of its own.
  const isForPerson = (request.method === 'GET' || request.method === 'HEAD') && !request.headers.rsc;
  if (isForPerson) replaceAnswer(response, (status) => outage.isSeen && status === 500);
  return outages.run(outage, async () => answer());
}

/** Asks, before anything of an answer is sent, whether to send ours; if so, nothing of the other is. */
function replaceAnswer(response: ServerResponse, isWanted: (status: number) => boolean): void {
  const { writeHead, write, end, flushHeaders } = response;
  let isReplaced = false;
  const replace = (status = response.statusCode): boolean => {
    if (isReplaced || response.headersSent || !isWanted(status)) return isReplaced;
    isReplaced = true;
    // proxy.ts's headers stay; these are about Next's own page.
    for (const name of ['content-encoding', 'transfer-encoding', 'etag', 'link']) response.removeHeader(name);
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(OUTAGE_PAGE),
      'content-security-policy': OUTAGE_POLICY,
      'cache-control': 'no-store',
      'retry-after': RETRY_SECONDS,
    };
    Reflect.apply(writeHead, response, [503, headers]);
    Reflect.apply(end, response, [OUTAGE_PAGE]);
    return true;
  };
  // Next's compression asks for the head first, everything else may come through any of them.
  response.writeHead = ((...args: Parameters<typeof writeHead>) =>
    replace(args[0]) ? response : Reflect.apply(writeHead, response, args)) as typeof writeHead;
  response.flushHeaders = () => void (replace() || Reflect.apply(flushHeaders, response, []));
  response.write = ((...args: Parameters<typeof write>) =>
    replace() || Reflect.apply(write, response, args)) as typeof write;
  response.end = ((...args: Parameters<typeof end>) =>
    replace() ? response : Reflect.apply(end, response, args)) as typeof end;
}
