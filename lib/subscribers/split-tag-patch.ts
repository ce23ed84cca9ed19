import type { z } from 'zod';
import type { TagPatch } from '@/lib/contracts/subscribers';

/** A tag patch as what Postgres applies: `(tags - remove) || set`. */
export function splitTagPatch(patch: z.infer<typeof TagPatch>): {
  set: Record<string, string | number | boolean>;
  remove: string[];
} {
  const set: Record<string, string | number | boolean> = {};
  const remove: string[] = [];
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) remove.push(key);
    else set[key] = value;
  }
  return { set, remove };
}
