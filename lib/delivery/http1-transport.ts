import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { CONNECT_TIMEOUT_MS, type Exchange } from './exchange';
import { MAX_WINDOW } from './origin-window';
import { isRefusedAddress, publicLookup } from './public-lookup';

/** One request at a time on each: as many as the widest window. */
const MAX_CONNECTIONS_PER_ORIGIN = MAX_WINDOW;
const TIMEOUTS = {
  keepAliveTimeout: 20_000,
  /**
   * So long before a peer closes an idle connection, by its own word, it is not used any more: a request that crosses
   * with the end is in doubt. As long as a busy process may be late to see the end, since a new connection costs little.
   */
  keepAliveTimeoutThreshold: 4_000,
  // An exchange has its own deadline, after which what was read meanwhile still counts: undici's would end it before.
  headersTimeout: 0,
  bodyTimeout: 0,
};

let direct: Agent | undefined;
const proxies = new Map<string, ProxyAgent>();

/**
 * Posts over HTTP/1.1 on kept connections; nothing is repeated and no redirect followed.
 * @param proxy http(s) URL of a proxy, which then resolves the name, so that pinning an address is its task
 */
export function postOverHttp1(exchange: Exchange, proxy: string | undefined): void {
  const { url, headers, body } = exchange.request;
  const handler: Dispatcher.DispatchHandler = {
    // Called when a connection is there, before the first byte is written.
    onRequestStart(controller) {
      if (exchange.isOver || exchange.isLate) controller.abort(new Error('too late'));
      else exchange.cancel = () => controller.abort(new Error('cancelled'));
    },
    onResponseStart(_controller, status, received) {
      if (status >= 200) exchange.answer(status, joinFields(received));
    },
    onResponseData(_controller, chunk) {
      exchange.take(chunk);
    },
    onResponseEnd() {
      exchange.end();
    },
    onResponseError(_controller, error) {
      if (exchange.cancel) exchange.break('reset');
      else if (isRefusedAddress(error)) exchange.finish({ kind: 'refused', reason: 'address_not_public' });
      else exchange.finish({ kind: 'not_sent', reason: 'connect_failed' });
    },
  };
  try {
    dispatcherFor(proxy).dispatch(
      { origin: url.origin, path: url.pathname + url.search, method: 'POST', headers, body },
      handler,
    );
  } catch {
    // undici refuses a request it cannot write (a header with a line break …) before it connects.
    exchange.finish({ kind: 'not_sent', reason: 'connect_failed' });
  }
}

/** Several of one name are joined by a comma, as over HTTP/2: who reads them expects one text. */
function joinFields(received: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  const fields: Record<string, string | undefined> = Object.create(null);
  for (const name in received) {
    const value = received[name];
    fields[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return fields;
}

function dispatcherFor(proxy: string | undefined): Dispatcher {
  if (proxy === undefined) {
    direct ??= new Agent({
      connections: MAX_CONNECTIONS_PER_ORIGIN,
      pipelining: 1,
      ...TIMEOUTS,
      connect: { timeout: CONNECT_TIMEOUT_MS, lookup: publicLookup, rejectUnauthorized: true },
    });
    return direct;
  }
  let agent = proxies.get(proxy);
  if (!agent) {
    agent = new ProxyAgent({ uri: proxy, connections: MAX_CONNECTIONS_PER_ORIGIN, ...TIMEOUTS });
    proxies.set(proxy, agent);
  }
  return agent;
}

/** Ends this process's kept HTTP/1.1 connections; a request under way becomes ambiguous. */
export async function closeHttp1(): Promise<void> {
  const open = [direct, ...proxies.values()];
  direct = undefined;
  proxies.clear();
  await Promise.all(open.map((dispatcher) => dispatcher?.destroy()));
}
