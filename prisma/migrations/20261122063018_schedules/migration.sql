-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "next_at" TIMESTAMPTZ(3),
ADD COLUMN     "schedule" JSONB;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "local_time" JSONB;

-- CreateTable
CREATE TABLE "campaign_occurrences" (
    "campaign_id" BIGINT NOT NULL,
    "occurs_at" TIMESTAMPTZ(3) NOT NULL,
    "site_id" BIGINT NOT NULL,
    "run_id" BIGINT,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_occurrences_pkey" PRIMARY KEY ("campaign_id","occurs_at")
);

-- CreateTable
CREATE TABLE "run_zones" (
    "run_id" BIGINT NOT NULL,
    "timezone" TEXT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "planned_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_zones_pkey" PRIMARY KEY ("run_id","timezone")
);

-- CreateIndex
CREATE INDEX "campaigns_next_at_idx" ON "campaigns"("next_at");

-- AddForeignKey
ALTER TABLE "campaign_occurrences" ADD CONSTRAINT "campaign_occurrences_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_zones" ADD CONSTRAINT "run_zones_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- When a row with a start of its own (a subscriber's local time) may first be sent, and from when its TTL counts; null:
-- at the run's launch. Retries move due_at, not this.
ALTER TABLE deliveries ADD COLUMN starts_at timestamptz;
