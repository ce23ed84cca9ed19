import type { TLSSocket } from 'node:tls';
import {
  bytesField,
  decodeProto,
  numberField,
  type ProtoMessage,
  type ProtoValue,
  readVarint,
  writeVarint,
} from './protobuf';
import type { ReceivedMessage } from './push-service.types';

const MCS_VERSION = 41;
const TAG = { ping: 0, pong: 1, loginRequest: 2, loginResponse: 3, close: 4, iq: 7, data: 8 } as const;

export interface MessageStreamEvents {
  /** `arrived`: versions that the browser has, though their acknowledgement was lost. */
  onLogin(deviceId: string, arrived: readonly string[]): void;
  onArrival(version: string): void;
  /** With what was sent and never acknowledged, and may be sent again. */
  onClose(unacknowledged: readonly ReceivedMessage[]): void;
}

export interface MessageStream {
  send(message: ReceivedMessage, stanza: Buffer): void;
  cut(): void;
}

/** One connection of Chromium's message stream, from the server's side (mcs.proto, version 41). */
export function openMessageStream(socket: TLSSocket, events: MessageStreamEvents): MessageStream {
  /** By stream position, from 1: the message not yet acknowledged. */
  const inFlight: Array<ReceivedMessage | null> = [null];
  let pending = Buffer.alloc(0);
  let hasVersion = false;
  let receivedCount = 0;

  const write = (tag: number, body: Buffer, message: ReceivedMessage | null = null): void => {
    inFlight.push(message);
    socket.write(Buffer.concat([Buffer.from([tag]), writeVarint(body.length), body]));
  };

  const onStanza = (tag: number, message: ProtoMessage): void => {
    receivedCount += 1;
    if (tag === TAG.loginRequest) {
      socket.write(Buffer.from([MCS_VERSION]));
      const id = toText(message.get(1)?.[0]);
      write(TAG.loginResponse, Buffer.concat([bytesField(1, id), numberField(6, 1), numberField(8, Date.now())]));
      events.onLogin(toText(message.get(3)?.[0]), (message.get(10) ?? []).map(toText));
    } else if (tag === TAG.ping) {
      write(TAG.pong, numberField(2, receivedCount));
    } else if (tag === TAG.iq) {
      // A stream acknowledgement: everything up to this position has reached the browser.
      const upTo = Number(message.get(10)?.[0] ?? 0);
      for (let i = 1; i <= upTo; i++) {
        const arrived = inFlight[i];
        if (arrived) events.onArrival(arrived.version);
        inFlight[i] = null;
      }
    } else if (tag === TAG.close) {
      socket.end();
    }
  };

  socket.on('error', () => undefined); // 'close' follows
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    if (!hasVersion && pending.length > 0) {
      hasVersion = true;
      pending = pending.subarray(1);
    }
    while (pending.length >= 2) {
      const size = readVarint(pending, 1);
      if (!size || pending.length < size.next + Number(size.value)) return;
      const end = size.next + Number(size.value);
      onStanza(pending.readUInt8(0), decodeProto(pending.subarray(size.next, end)));
      pending = pending.subarray(end);
    }
  });
  socket.on('close', () => {
    events.onClose(inFlight.filter((message): message is ReceivedMessage => (message?.ttlSeconds ?? 0) > 0));
  });

  return { send: (message, stanza) => write(TAG.data, stanza, message), cut: () => socket.destroy() };
}

function toText(value: ProtoValue | undefined): string {
  return value === undefined ? '' : value.toString();
}
