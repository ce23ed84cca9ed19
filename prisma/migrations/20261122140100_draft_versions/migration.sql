-- CreateTable
CREATE TABLE "draft_versions" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "campaign_id" BIGINT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" BIGINT,
    "content" JSONB NOT NULL,
    "changed" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "restored_from_id" BIGINT,
    "restored_from_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draft_versions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "draft_versions_campaign_id_id_idx" ON "draft_versions"("campaign_id", "id");

-- AddForeignKey
ALTER TABLE "draft_versions" ADD CONSTRAINT "draft_versions_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;
