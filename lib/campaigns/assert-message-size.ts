import { MAX_PLAINTEXT_BYTES } from '@/lib/contracts/limits';
import { AppError } from '@/lib/platform/errors';

/** @throws AppError `invalid_input` naming the byte count when a message is above 2,600 bytes as it is sent */
export function assertMessageSize(byteCount: number): void {
  if (byteCount <= MAX_PLAINTEXT_BYTES) return;
  const problem = `is ${byteCount} bytes as it would be sent; at most ${MAX_PLAINTEXT_BYTES} fit every browser`;
  throw new AppError('invalid_input', {
    detail: `The message ${problem}. Shorten the texts or the addresses.`,
    fields: [{ path: 'message', message: problem }],
  });
}
