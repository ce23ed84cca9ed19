import type { NextConfig } from 'next';

export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // Nothing is fetched or resized on the server's side: customers' images are the browser's business (docs/security.md).
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
  // Left to Node: native code, files found at run time, or one instance shared with server.ts.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'bullmq',
    'ioredis',
    'pg',
    'pino',
    'web-push',
  ],
  outputFileTracingRoot: import.meta.dirname,
  // Pages get their headers from proxy.ts, the API from app/api; these are Next's files and those of public/.
  headers: async () =>
    ['/_next/static/:path*', '/emoji/:path*'].map((source) => ({
      source,
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
      ],
    })),
  // A browser that has not read the head to its end yet asks for the icon where icons used to be.
  rewrites: async () => [{ source: '/favicon.ico', destination: '/icon.svg' }],
  // `npm run check` has looked at the types already.
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig;
