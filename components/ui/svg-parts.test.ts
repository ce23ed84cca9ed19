import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// A server component's answer is cut where it grows too long, and what comes later is streamed. In the middle of an svg
// React hides that by a style attribute (react-dom's server renderer, SVG_MODE), which our policy refuses: it would be seen,
// and reported. A client component is drawn whole.
test('whatever draws an svg of its own is a client component', () => {
  const files = ['app', 'components'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'))
      .map((name) => join(folder, name)),
  );
  const drawing = files.filter((file) => /<svg\b/.test(readFileSync(file, 'utf8')));
  expect(drawing.length).toBeGreaterThan(5);
  expect(drawing.filter((file) => !readFileSync(file, 'utf8').startsWith("'use client';"))).toEqual([]);
});
