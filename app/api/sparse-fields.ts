import { z } from '@hono/zod-openapi';
import type { ApiContext } from './framework';

/**
 * The parameter `fields` of a list: which fields of its items are answered.
 * @param example two or three of them, as `id,name`
 */
export function fieldsOf(item: z.ZodObject, example: string) {
  const known = new Set(Object.keys(item.shape));
  return z
    .string()
    .max(1_000)
    .transform((text, context) => {
      const names = [...new Set(text.split(','))];
      for (const name of names) {
        if (!known.has(name)) context.addIssue({ code: 'custom', message: `has no field named "${name}"` });
      }
      return names;
    })
    .optional()
    .meta({ description: 'Only these fields of each item, by comma; left out: all of them', example });
}

/** Answers with a list or one page of it, whose items have no more than the fields asked for. */
export function answerSparse<S extends z.ZodType<{ items: object[] }>>(
  c: ApiContext,
  schema: S,
  page: z.input<S>,
  fields: readonly string[] | undefined,
) {
  const whole = schema.parse(page);
  if (!fields) return c.json(whole, 200);
  const items = whole.items.map((item) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name))),
  );
  // What was left out on the client's own wish is the only difference.
  return c.json({ ...whole, items } as z.output<S>, 200);
}
