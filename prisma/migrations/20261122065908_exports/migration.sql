-- CreateEnum
CREATE TYPE "ExportState" AS ENUM ('pending', 'running', 'done', 'failed');

-- CreateTable
CREATE TABLE "exports" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "campaign_id" BIGINT,
    "state" "ExportState" NOT NULL DEFAULT 'pending',
    "cursor" TEXT NOT NULL DEFAULT '',
    "piece_count" INTEGER NOT NULL DEFAULT 0,
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "total_count" INTEGER,
    "byte_count" BIGINT NOT NULL DEFAULT 0,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "export_pieces" (
    "export_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "site_id" BIGINT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "export_pieces_pkey" PRIMARY KEY ("export_id","position")
);

-- CreateIndex
CREATE INDEX "exports_site_id_id_idx" ON "exports"("site_id", "id");

-- CreateIndex
CREATE INDEX "exports_expires_at_idx" ON "exports"("expires_at");

-- AddForeignKey
ALTER TABLE "export_pieces" ADD CONSTRAINT "export_pieces_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "exports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Compressed already.
ALTER TABLE export_pieces ALTER COLUMN content SET STORAGE EXTERNAL;
