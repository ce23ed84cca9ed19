-- CreateEnum
CREATE TYPE "ImportState" AS ENUM ('uploading', 'ready', 'checking', 'running', 'paused', 'cancelled', 'done', 'failed', 'undoing', 'undone');

-- AlterTable
ALTER TABLE "consent_records" ADD COLUMN     "source" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "imports" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "file_name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "columns" JSONB NOT NULL DEFAULT '[]',
    "vapid_key_id" BIGINT,
    "state" "ImportState" NOT NULL DEFAULT 'uploading',
    "position" INTEGER NOT NULL DEFAULT 0,
    "piece_count" INTEGER NOT NULL DEFAULT 0,
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "byte_count" BIGINT NOT NULL DEFAULT 0,
    "check_counts" JSONB,
    "run_counts" JSONB,
    "undo_counts" JSONB,
    "checked_at" TIMESTAMPTZ(3),
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_pieces" (
    "import_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "site_id" BIGINT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "import_pieces_pkey" PRIMARY KEY ("import_id","position")
);

-- CreateTable
CREATE TABLE "import_errors" (
    "import_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "site_id" BIGINT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "import_errors_pkey" PRIMARY KEY ("import_id","position")
);

-- CreateTable
CREATE TABLE "import_keys" (
    "import_id" BIGINT NOT NULL,
    "key" BYTEA NOT NULL,
    "site_id" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,

    CONSTRAINT "import_keys_pkey" PRIMARY KEY ("import_id","key")
);

-- CreateTable
CREATE TABLE "import_changes" (
    "import_id" BIGINT NOT NULL,
    "subscriber_id" BIGINT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "is_created" BOOLEAN NOT NULL,
    "before" JSONB NOT NULL DEFAULT '{}',
    "after" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "import_changes_pkey" PRIMARY KEY ("import_id","subscriber_id")
);

-- CreateIndex
CREATE INDEX "imports_site_id_id_idx" ON "imports"("site_id", "id");

-- CreateIndex
CREATE INDEX "imports_expires_at_idx" ON "imports"("expires_at");

-- CreateIndex
CREATE INDEX "import_changes_subscriber_id_idx" ON "import_changes"("subscriber_id");

-- AddForeignKey
ALTER TABLE "import_pieces" ADD CONSTRAINT "import_pieces_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_errors" ADD CONSTRAINT "import_errors_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_keys" ADD CONSTRAINT "import_keys_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_changes" ADD CONSTRAINT "import_changes_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_changes" ADD CONSTRAINT "import_changes_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscribers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Compressed already.
ALTER TABLE import_pieces ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE import_errors ALTER COLUMN content SET STORAGE EXTERNAL;

-- Many rows come and go.
ALTER TABLE import_keys SET (autovacuum_vacuum_scale_factor = 0.05);

-- An import tells no webhook of the subscribers that it makes, so undoing it tells none that they are gone.
CREATE OR REPLACE FUNCTION belfry_tell_erased_subscribers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('belfry.undoing_import', true) = 'on' THEN RETURN NULL; END IF;
  INSERT INTO webhook_outbox (site_id, type, subscriber_ids, details)
  SELECT e.site_id, 'subscriber.unsubscribed', array_agg(e.id ORDER BY e.id), array_agg('erased'::text)
  FROM erased e
  WHERE EXISTS (SELECT FROM webhooks w
    WHERE w.site_id = e.site_id AND w.status = 'active' AND 'subscriber.unsubscribed' = ANY (w.events))
  GROUP BY e.site_id;
  RETURN NULL;
END $$;
