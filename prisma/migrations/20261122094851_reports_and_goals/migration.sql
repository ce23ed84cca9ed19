-- CreateTable
CREATE TABLE "run_folds" (
    "run_id" BIGINT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "campaign_id" BIGINT NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "fingerprint" TEXT NOT NULL DEFAULT '',
    "counted_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "started_fingerprint" TEXT NOT NULL DEFAULT '',
    "cursor_subscriber_id" BIGINT NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_folds_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "run_breakdowns" (
    "run_id" BIGINT NOT NULL,
    "generation" INTEGER NOT NULL,
    "dimension" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "audience_count" INTEGER NOT NULL,
    "accepted_count" INTEGER NOT NULL,
    "failed_count" INTEGER NOT NULL,
    "suppressed_count" INTEGER NOT NULL,
    "unknown_count" INTEGER NOT NULL,
    "received_count" INTEGER NOT NULL,
    "shown_count" INTEGER NOT NULL,
    "clicked_count" INTEGER NOT NULL,
    "dismissed_count" INTEGER NOT NULL,

    CONSTRAINT "run_breakdowns_pkey" PRIMARY KEY ("run_id","generation","dimension","value")
);

-- CreateTable
CREATE TABLE "run_buckets" (
    "run_id" BIGINT NOT NULL,
    "generation" INTEGER NOT NULL,
    "bucket_at" TIMESTAMPTZ(3) NOT NULL,
    "site_id" BIGINT NOT NULL,
    "accepted_count" INTEGER NOT NULL,
    "shown_count" INTEGER NOT NULL,
    "clicked_count" INTEGER NOT NULL,

    CONSTRAINT "run_buckets_pkey" PRIMARY KEY ("run_id","generation","bucket_at")
);

-- CreateTable
CREATE TABLE "goals" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "event_name" TEXT NOT NULL,
    "value_property" TEXT,
    "currency" CHAR(3),
    "window_hours" INTEGER NOT NULL DEFAULT 24,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "goals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attributions" (
    "goal_id" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "campaign_id" BIGINT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "variant" SMALLINT NOT NULL,
    "subscriber_id" BIGINT NOT NULL,
    "amount" DECIMAL(20,4),
    "currency" CHAR(3),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attributions_pkey" PRIMARY KEY ("goal_id","event_id")
);

-- CreateTable
CREATE TABLE "walk_cursors" (
    "name" TEXT NOT NULL,
    "cursor" BIGINT NOT NULL,

    CONSTRAINT "walk_cursors_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "run_folds_next_at_idx" ON "run_folds"("next_at");

-- CreateIndex
CREATE INDEX "run_folds_campaign_id_idx" ON "run_folds"("campaign_id");

-- CreateIndex
CREATE INDEX "goals_site_id_idx" ON "goals"("site_id");

-- CreateIndex
CREATE INDEX "attributions_campaign_id_goal_id_variant_subscriber_id_idx" ON "attributions"("campaign_id", "goal_id", "variant", "subscriber_id");

-- CreateIndex
CREATE INDEX "attributions_site_id_goal_id_at_idx" ON "attributions"("site_id", "goal_id", "at");

-- AddForeignKey
ALTER TABLE "run_folds" ADD CONSTRAINT "run_folds_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
