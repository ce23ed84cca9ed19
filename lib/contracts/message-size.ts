import { composePushMessage } from './compose-push-message';
import type { Message } from './messages';

/** Characters of a run id, as it appears in a message (lib/platform/ids.ts). */
const RUN_ID_CHARACTERS = 17;
/** Characters of a token of receipts and clicks (lib/delivery/tokens.ts). */
export const TOKEN_CHARACTERS = 51;

/**
 * Bytes of a message's plaintext as it will be sent, the same number in the composer and at launch.
 * @param publicUrl origin that browsers reach this server at: it is part of every message
 */
export function messageBytes(message: Message, publicUrl: string): number {
  const token = 'x'.repeat(TOKEN_CHARACTERS);
  const id = 'x'.repeat(RUN_ID_CHARACTERS);
  const push = composePushMessage(message, {
    id,
    defaultTag: id,
    receiptToken: token,
    clickTokens: [token, ...message.actions.map(() => token)],
    publicUrl,
  });
  return new TextEncoder().encode(JSON.stringify(push)).length;
}
