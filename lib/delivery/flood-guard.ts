import { ConnectionError, ERROR } from './http2-frames';

/** What a peer may send between the ends of two requests, and after its own: one that sends more only keeps us busy. */
const MAX_BYTES_BETWEEN_ENDS = 4_194_304;
/** What a frame counts for at least: an empty one is work too. */
const FRAME_COST_BYTES = 128;

/** Counts what a peer sends that ends no request. */
export class FloodGuard {
  private sinceEndBytes = 0;

  /** A request ended: what came until then was of use. */
  onEnd(): void {
    this.sinceEndBytes = 0;
  }

  /** @throws ConnectionError when it is too much */
  onFrame(payload: Buffer): void {
    this.sinceEndBytes += FRAME_COST_BYTES + payload.length;
    if (this.sinceEndBytes > MAX_BYTES_BETWEEN_ENDS) throw new ConnectionError(ERROR.enhanceYourCalm, 'a flood');
  }

  /** What comes after the session's own end. @returns whether it is too much */
  onLateBytes(late: Buffer): boolean {
    this.sinceEndBytes += late.length;
    return this.sinceEndBytes > MAX_BYTES_BETWEEN_ENDS;
  }
}
