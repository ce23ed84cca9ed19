-- AlterTable
ALTER TABLE "sites" ADD COLUMN     "record_pages" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "site_paths" (
    "id" SERIAL NOT NULL,
    "site_id" BIGINT NOT NULL,
    "path" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "site_paths_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "page_visits" (
    "subscriber_id" BIGINT NOT NULL,
    "path_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "site_id" BIGINT NOT NULL,
    "visit_count" INTEGER NOT NULL,

    CONSTRAINT "page_visits_pkey" PRIMARY KEY ("subscriber_id","path_id","day")
);

-- CreateIndex
CREATE UNIQUE INDEX "site_paths_site_id_path_key" ON "site_paths"("site_id", "path");

-- CreateIndex
CREATE INDEX "page_visits_path_id_day_subscriber_id_idx" ON "page_visits"("path_id", "day", "subscriber_id");

-- CreateIndex
CREATE INDEX "page_visits_day_idx" ON "page_visits"("day");

-- CreateIndex
CREATE INDEX "subscriber_events_site_id_name_at_subscriber_id_idx" ON "subscriber_events"("site_id", "name", "at", "subscriber_id");
