import { defineConfig } from 'prisma/config';

// For Prisma's own command line where its engine can be had; Belfry itself migrates by lib/platform/migrate.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/belfry' },
});
