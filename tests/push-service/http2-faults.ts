import type { IncomingMessage } from 'node:http';
import { constants, type Http2SecureServer, type Http2ServerRequest, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/**
 * What only HTTP/2 can do to a sender, when a request comes:
 * - `goaway`: sends it away in the middle of its streams. About the older half is served; what is above the number in
 *   the farewell is not, whether it has come or is on its way.
 * - `refuse`: this stream is turned away unprocessed (REFUSED_STREAM).
 * - `one_stream`: SETTINGS allow one stream from now on; what is open is served.
 * - `headers_then_reset`: a 201, and a reset before the answer's end. With `afterDelivery`, or the 201 is a lie.
 * - `cut_wire`: the whole connection dies, with every stream on it.
 */
export type Http2Fault = 'goaway' | 'refuse' | 'one_stream' | 'headers_then_reset' | 'cut_wire';

/** What is kept of each connection. */
interface Watched {
  open: Set<number>;
  /** The highest one that was processed: a farewell must not deny it. */
  servedId: number;
  /** Streams above it are not processed; set by a farewell. */
  lastId: number;
  wire: Socket | undefined;
}

const sessions = new WeakMap<object, Watched>();

/** Notes of a server what its faults need to know. */
export function watchHttp2(server: Http2SecureServer): Http2SecureServer {
  // A session's own socket cannot be cut: it says goodbye first.
  const wires = new Map<number | undefined, Socket>();
  server.on('connection', (wire: Socket) => {
    const { remotePort } = wire;
    wires.set(remotePort, wire);
    wire.on('close', () => wires.delete(remotePort));
  });
  server.on('session', (session) => {
    const watched: Watched = { open: new Set(), servedId: 0, lastId: Number.POSITIVE_INFINITY, wire: undefined };
    sessions.set(session, watched);
    watched.wire = wires.get(session.socket.remotePort);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream) => {
    const { id, session } = stream;
    const watched = session && sessions.get(session);
    stream.on('error', () => undefined);
    if (!watched || id === undefined) return;
    watched.open.add(id);
    stream.on('close', () => watched.open.delete(id));
    known.set(stream, watched);
  });
  // A request forgets its stream when that has ended.
  server.on('request', (req: Http2ServerRequest) => streams.set(req, req.stream));
  return server;
}

const known = new WeakMap<ServerHttp2Stream, Watched>();
const streams = new WeakMap<object, ServerHttp2Stream>();

export function isHttp2(req: IncomingMessage): boolean {
  return req.httpVersionMajor === 2;
}

function streamOf(req: IncomingMessage): ServerHttp2Stream {
  const stream = streams.get(req);
  if (!stream) throw new Error('not a request of a server that is watched');
  return stream;
}

/** To be called when a request is processed. */
export function noteServed(req: IncomingMessage): void {
  if (!isHttp2(req)) return;
  const stream = streamOf(req);
  const watched = known.get(stream);
  if (watched) watched.servedId = Math.max(watched.servedId, stream.id ?? 0);
}

/** Whether nobody waits for its answer any more. */
export function isStreamOver(req: IncomingMessage): boolean {
  return isHttp2(req) && (streamOf(req).closed || streamOf(req).destroyed);
}

/** Whether the sender was told that this request is not processed. */
export function wasRefused(req: IncomingMessage): boolean {
  if (!isHttp2(req)) return false;
  const stream = streamOf(req);
  return stream.rstCode === constants.NGHTTP2_REFUSED_STREAM || (stream.id ?? 0) > (known.get(stream)?.lastId ?? 0);
}

/** Ends one stream in a way that says nothing of whether the request was processed. */
export function resetStream(req: IncomingMessage): void {
  streamOf(req).close(constants.NGHTTP2_INTERNAL_ERROR);
}

/** @returns what became of the request, or undefined when a good answer is still due */
export function commitHttp2Fault(fault: Http2Fault, req: IncomingMessage): 'reset' | 'refused' | undefined {
  const stream = streamOf(req);
  const { session } = stream;
  const watched = known.get(stream);
  if (!session || !watched || stream.destroyed) return undefined;
  switch (fault) {
    case 'goaway': {
      if (watched.lastId !== Number.POSITIVE_INFINITY) return undefined;
      const ids = [...watched.open].toSorted((a, b) => a - b);
      watched.lastId = Math.max(watched.servedId, ids[Math.floor((ids.length - 1) / 2)] ?? 1);
      session.goaway(constants.NGHTTP2_NO_ERROR, watched.lastId);
      return undefined;
    }
    case 'refuse':
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return 'refused';
    case 'one_stream':
      session.settings({ maxConcurrentStreams: 1 });
      return undefined;
    case 'headers_then_reset':
      stream.respond({ ':status': 201 });
      setTimeout(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR), 20);
      return 'reset';
    case 'cut_wire':
      watched.wire?.destroy();
      return 'reset';
  }
}
