import { z } from 'zod';
import { messageBytes } from '@/lib/contracts/message-size';
import { type Message, MessageInput } from '@/lib/contracts/messages';
import { env } from '@/lib/platform/env';
import { parse } from '@/lib/platform/parse';
import { assertMessageSize } from './assert-message-size';

const Wrapped = z.object({ message: MessageInput });

/**
 * A draft's message, checked whole as it must be before anything is sent.
 * @throws AppError `invalid_input` that names each field (`message.title` …) or the byte count
 */
export function requireSendableMessage(message: unknown): Message {
  const checked = parse(Wrapped, { message }).message;
  assertMessageSize(messageBytes(checked, env().publicUrl));
  return checked;
}
