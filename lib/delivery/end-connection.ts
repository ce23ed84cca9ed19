import type { TLSSocket } from 'node:tls';
import type { FloodGuard } from './flood-guard';
import type { FrameWriter } from './frame-writer';
import { type ErrorCode, FRAME } from './http2-frames';

/** For the last frames, once it is closed. */
const LINGER_MS = 2_000;

interface Ending {
  writer: FrameWriter;
  flood: FloodGuard;
  code: ErrorCode;
}

/** Ends an HTTP/2 connection as the protocol asks (RFC 9113 §5.4.1): says farewell, and hears the peer out. */
export function endConnection(socket: TLSSocket, { writer, flood, code }: Ending): void {
  const farewell = Buffer.alloc(8);
  farewell.writeUInt32BE(code, 4);
  writer.frame(FRAME.goaway, 0, 0, farewell);
  writer.flush();
  socket.removeAllListeners('data');
  // What a peer sends before it has heard of the end is read, or it would not hear of it; a flood is not.
  socket.on('data', (late: Buffer) => {
    if (flood.onLateBytes(late)) socket.destroy();
  });
  socket.unref();
  socket.end();
  // A peer that reads no more would hold it for ever.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
