import { z } from 'zod';

/** A bigint id in a payload: JSON has no bigint, so it travels as digits. */
export const numericId = z.string().regex(/^\d{1,19}$/, 'must be a number');
