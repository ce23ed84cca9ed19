import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, pageSecurityHeaders } from './security-headers';

const page = { nonce: 'bm9uY2U=', development: false, https: true };

test('production allows no unsafe source and only scripts with the nonce', () => {
  const policy = contentSecurityPolicy(page);
  expect(policy).not.toContain('unsafe-');
  expect(policy).toContain("script-src 'nonce-bm9uY2U=' 'strict-dynamic';");
  expect(policy).toContain("frame-ancestors 'none'");
});

test('HSTS is sent only where the server is reached by https', () => {
  expect(pageSecurityHeaders(page)).toHaveProperty('strict-transport-security');
  expect(pageSecurityHeaders({ ...page, https: false })).not.toHaveProperty('strict-transport-security');
});

test('the style that the installed sonner writes is the one that the policy allows', () => {
  const source = readFileSync(join(dirname(createRequire(import.meta.url).resolve('sonner')), 'index.mjs'), 'utf8');
  const literal = /__insertCSS\(("(?:[^"\\]|\\.)*")\);/.exec(source)?.[1];
  const hash = createHash('sha256')
    .update(JSON.parse(literal ?? '""') as string)
    .digest('base64');
  expect(contentSecurityPolicy(page)).toContain(`'sha256-${hash}'`);
});
