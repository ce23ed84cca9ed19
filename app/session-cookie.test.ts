import { expect, it, vi } from 'vitest';

process.env.BELFRY_PUBLIC_URL = 'https://push.example.com';
vi.resetModules();
const { authOptions } = await import('./auth-options');

it('binds every cookie to the host over https', () => {
  const { cookies = {}, useSecureCookies } = authOptions();
  expect(useSecureCookies).toBe(true);
  expect(Object.keys(cookies)).toEqual(['sessionToken', 'csrfToken', 'callbackUrl']);
  for (const cookie of Object.values(cookies)) {
    expect(cookie.name).toMatch(/^__Host-belfry-/);
    // What a browser demands of the prefix: Secure, Path=/ and no Domain.
    expect(cookie.options).toEqual({ httpOnly: true, sameSite: 'lax', path: '/', secure: true });
  }
});

it('tells next-auth its own address', () => {
  expect(process.env.NEXTAUTH_URL).toBe('https://push.example.com');
});
