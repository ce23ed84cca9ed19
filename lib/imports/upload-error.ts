import { AppError } from '@/lib/platform/errors';

/** What is wrong with the file as a whole, and where. */
export function badFile(message: string, line?: number): AppError {
  const where = line === undefined ? '' : `Line ${line}: `;
  return new AppError('invalid_input', {
    detail: `${where}${message}`,
    fields: [{ path: 'file', message: `${where}${message}` }],
  });
}
