import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { makeCertificate } from '../push-service/certificate';

// A peer that speaks HTTP/2 by hand, so that it can say what a well-behaved library would not.

export interface Frame {
  type: number;
  flags: number;
  id: number;
  payload: Buffer;
}

/** @param payload bytes, or hexadecimal with spaces @param length what the frame says of it, if not the truth */
export function frame(type: number, flags: number, id: number, payload: Buffer | string = '', length?: number): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload.replaceAll(' ', ''), 'hex') : payload;
  const head = Buffer.alloc(9);
  head.writeUIntBE(length ?? bytes.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, bytes]);
}

export const SETTINGS = frame(4, 0, 0);
/** `:status: 200`, with END_STREAM. */
export const OK = (id: number) => frame(1, 0x5, id, '88');

export interface RawPeer {
  url: string;
  /** Whole frames received, by connection. */
  connections: Frame[][];
  close(): void;
}

/** Called for each frame of the client; what it answers comes after its SETTINGS. */
export type OnFrame = (received: Frame, write: (bytes: Buffer) => void, socket: TLSSocket) => void;

export async function startRawPeer(
  certificate: ReturnType<typeof makeCertificate>,
  onFrame: OnFrame,
  settings: Buffer = SETTINGS,
): Promise<RawPeer> {
  const connections: Frame[][] = [];
  const server: Server = createServer({ ...certificate, ALPNProtocols: ['h2'] }, (socket) => {
    socket.on('error', () => undefined);
    const frames: Frame[] = [];
    connections.push(frames);
    socket.write(settings);
    let input = Buffer.alloc(0);
    let isGreeted = false;
    socket.on('data', (data) => {
      input = Buffer.concat([input, data]);
      if (!isGreeted) {
        if (input.length < PREFACE.length) return;
        if (input.toString('latin1', 0, PREFACE.length) !== PREFACE) throw new Error('no HTTP/2 client');
        input = input.subarray(PREFACE.length);
        isGreeted = true;
      }
      while (input.length >= 9 && input.length >= 9 + input.readUIntBE(0, 3)) {
        const end = 9 + input.readUIntBE(0, 3);
        const received = {
          type: input[3] ?? 0,
          flags: input[4] ?? 0,
          id: input.readUInt32BE(5),
          payload: input.subarray(9, end),
        };
        input = input.subarray(end);
        frames.push(received);
        onFrame(received, (bytes) => void (socket.destroyed || socket.write(bytes)), socket);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
  return { url, connections, close: () => void server.close() };
}

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

export const isEndOfRequest = ({ type, flags }: Frame) => type === 0 && (flags & 1) === 1;
