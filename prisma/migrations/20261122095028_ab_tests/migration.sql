-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "ab_test" JSONB;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "arm_cuts" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "rest_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "seed_run_id" BIGINT;

-- CreateTable
CREATE TABLE "winner_phases" (
    "campaign_id" BIGINT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "test_run_id" BIGINT NOT NULL,
    "decide_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "winner" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "winner_run_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "winner_phases_pkey" PRIMARY KEY ("campaign_id")
);

-- CreateIndex
CREATE INDEX "winner_phases_decided_at_decide_at_idx" ON "winner_phases"("decided_at", "decide_at");

-- AddForeignKey
ALTER TABLE "winner_phases" ADD CONSTRAINT "winner_phases_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Where a subscriber stands in the split of a run: 0 to 999,999, evenly spread, the same at every call. Postgres keeps
-- this hash as it is, because hash partitions are laid out by it.
CREATE FUNCTION belfry_place(seed bigint, subscriber bigint) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT ((hashint8extended(subscriber, seed) & 9223372036854775807) % 1000000)::integer $$;
