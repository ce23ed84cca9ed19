import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// Whoever is sent to /api/v1 for what is missing here must find it there.

const { paths } = JSON.parse(readFileSync('app/api/openapi.json', 'utf8')) as { paths: Record<string, unknown> };
const shapeOf = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
const known = new Set(Object.keys(paths).map(shapeOf));

const sources = readdirSync('app/api/compat', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => `app/api/compat/${file}`);

const named = ['docs/migrate.md', ...sources].flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/\/api\/v1\/[\w{}/-]+/g)].map(([path]) => [path, file] as const),
);

describe('a path of /api/v1 that is named', () => {
  it('is in the guide and in errors', () => {
    expect(new Set(named.map(([, file]) => file)).size).toBeGreaterThanOrEqual(4);
  });

  it.each(named)('%s (%s)', (path) => {
    expect(known).toContain(shapeOf(path));
  });
});
