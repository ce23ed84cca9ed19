import { randomBytes } from 'node:crypto';

// Next's pages cannot see the socket of their request. server.ts writes the address of its other end into a header
// whose name nobody outside can know, since it is made anew in each process; what a client sends under any fixed name
// could be forged. Next's bundles load this module a second time, hence globalThis.
const holder = globalThis as typeof globalThis & { belfryPeerHeader?: string };

/** Lower-case name of the header in which server.ts hands `socket.remoteAddress` to Next. */
export function peerHeader(): string {
  holder.belfryPeerHeader ??= `x-belfry-peer-${randomBytes(12).toString('hex')}`;
  return holder.belfryPeerHeader;
}
