import { z } from 'zod';

/**
 * One of two objects, told apart by whether a key is there: a union would have to guess which one was meant, and then
 * say of it what is wrong. The union behind it is what the OpenAPI document shows.
 */
export function byPresence<P extends z.ZodType, A extends z.ZodType>(key: string, present: P, absent: A) {
  return z.preprocess(
    (value, context) => {
      const schema = typeof value === 'object' && value !== null && key in value ? present : absent;
      const result = schema.safeParse(value);
      if (!result.success) context.issues.push(...(result.error.issues as typeof context.issues));
      return value;
    },
    z.union([absent, present]),
  );
}
