-- Every message of the API is a run: those that are not over are few among millions, and what is over leaves the index.
DROP INDEX "runs_status_idx";
CREATE INDEX runs_open_idx ON runs (id) WHERE finished_at IS NULL;

-- Messages have no campaign.
DROP INDEX "runs_campaign_id_idx";
CREATE INDEX "runs_campaign_id_idx" ON "runs"("campaign_id") WHERE "campaign_id" IS NOT NULL;
