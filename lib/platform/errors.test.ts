import { describe, expect, it } from 'vitest';
import { AppError, ERROR_TABLE, type ErrorCode } from './errors';

describe('AppError', () => {
  it.each(Object.keys(ERROR_TABLE) as ErrorCode[])('%s has a status of 4xx or 5xx and a title', (code) => {
    const error = new AppError(code);
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.status).toBeLessThan(600);
    expect(error.detail).toBe(ERROR_TABLE[code].title);
    expect(error.message).toContain(code);
  });

  it('keeps detail, fields, wait and cause', () => {
    const cause = new Error('because');
    const fields = [{ path: 'message.title', message: 'is too long' }];
    const error = new AppError('invalid_input', { detail: 'Shorten it.', fields, retryAfterSeconds: 3, cause });
    expect(error).toMatchObject({ status: 422, detail: 'Shorten it.', fields, retryAfterSeconds: 3, cause });
  });
});
