-- AlterTable
ALTER TABLE "run_zones" DROP CONSTRAINT "run_zones_pkey",
ADD COLUMN     "hour" SMALLINT NOT NULL DEFAULT -1,
ADD CONSTRAINT "run_zones_pkey" PRIMARY KEY ("run_id", "timezone", "hour");

-- CreateTable
CREATE TABLE "active_hours" (
    "subscriber_id" BIGINT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "hour" SMALLINT,
    "is_own" BOOLEAN NOT NULL,
    "is_utc" BOOLEAN NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "active_hours_pkey" PRIMARY KEY ("subscriber_id")
);

-- CreateIndex
CREATE INDEX "active_hours_site_id_hour_is_own_idx" ON "active_hours"("site_id", "hour", "is_own");

-- AddForeignKey
ALTER TABLE "active_hours" ADD CONSTRAINT "active_hours_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscribers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
