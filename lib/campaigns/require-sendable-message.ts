import { z } from 'zod';
import { type Message, MessageInput } from '@/lib/contracts/messages';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { assertMessageSize } from './assert-message-size';
import { compileMessage, worstMessageBytes } from './compile-message';
import { findLiquidProblems } from './find-liquid-problems';

const Wrapped = z.object({ message: MessageInput });

/**
 * A draft's message, checked whole as it must be before anything is sent.
 * @throws AppError `invalid_input` that names each field (`message.title` …) or the byte count
 */
export function requireSendableMessage(message: unknown): Message {
  const checked = parse(Wrapped, { message }).message;
  const problems = findLiquidProblems(checked);
  if (problems.length > 0) {
    throw new AppError('invalid_input', {
      fields: problems.map(({ path, message: text }) => ({ path: `message.${path}`, message: text })),
    });
  }
  assertMessageSize(worstMessageBytes(checked, compileMessage(checked), env().publicUrl));
  return checked;
}
