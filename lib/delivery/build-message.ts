import { randomBytes } from 'node:crypto';
import { assertMessageSize } from '@/lib/campaigns/assert-message-size';
import { composePushMessage } from '@/lib/contracts/compose-push-message';
import { TOKEN_CHARACTERS } from '@/lib/contracts/message-size';
import type { Message } from '@/lib/contracts/messages';
import type { MessageTokens } from './tokens';

export interface BuildOptions {
  /** Public id of the run: message id, and tag of a message that names none. */
  runId: string;
  publicUrl: string;
}

export interface BuiltMessage {
  /** Buttons that tokens are needed for. */
  actionCount: number;
  /** The plaintext for one recipient: the bytes made once, with the tokens written in. */
  plaintextFor(tokens: MessageTokens): Buffer;
}

/**
 * Builds a variant's plaintext once, so that a recipient costs one copy and no JSON.
 * @throws AppError `invalid_input` naming the byte count when it is above 2,600 bytes
 */
export function buildMessage(message: Message, options: BuildOptions): BuiltMessage {
  const slots = [slot(), slot(), ...message.actions.map(slot)];
  const [receiptToken = '', ...clickTokens] = slots;
  const template = Buffer.from(
    JSON.stringify(
      composePushMessage(message, {
        id: options.runId,
        defaultTag: options.runId,
        receiptToken,
        clickTokens,
        publicUrl: options.publicUrl,
      }),
    ),
  );
  assertMessageSize(template.length);
  const offsets = slots.map((text) => template.indexOf(text));
  const receiptAt = offsets[0] ?? 0;
  const clicksAt = offsets.slice(1);
  return {
    actionCount: message.actions.length,
    plaintextFor(tokens) {
      const plaintext = Buffer.from(template);
      plaintext.write(tokens.receipt, receiptAt, 'latin1');
      for (const [index, at] of clicksAt.entries()) plaintext.write(tokens.clicks[index] ?? '', at, 'latin1');
      return plaintext;
    },
  };
}

/** Random, so that no text of a marketer can look like a slot. */
export function slot(): string {
  return randomBytes(TOKEN_CHARACTERS).toString('base64url').slice(0, TOKEN_CHARACTERS);
}

/** The variant for push services that take less: words and destinations only. */
export function compactMessage(message: Message): Message {
  const { icon: _icon, image: _image, badge: _badge, vibrate: _vibrate, ...rest } = message;
  return {
    ...rest,
    body: Array.from(message.body).slice(0, 120).join(''),
    actions: message.actions.map(({ title, url }) => ({ title, url })),
  };
}
