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
  // `npm run check` has looked at the types already.
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig;
