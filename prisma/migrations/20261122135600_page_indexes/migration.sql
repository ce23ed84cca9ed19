-- Searched from its beginning: an ordinary index answers that in the collation "C" only, this one in all, and equality too.
DROP INDEX "subscribers_site_id_external_id_idx";
CREATE INDEX "subscribers_site_id_external_id_idx" ON "subscribers"("site_id", "external_id" text_pattern_ops);

-- The few that tests go to, without reading a site's subscribers for them.
CREATE INDEX subscribers_test_idx ON subscribers (site_id, id) WHERE is_test;

-- Failures are rare: found without reading two weeks of deliveries, and nothing is written here for the others.
CREATE INDEX webhook_deliveries_failed_idx ON webhook_deliveries (webhook_id, id) WHERE state = 'failed';

-- Newest first, whatever their status: by the ids alone every other site's newer ones are read too.
CREATE INDEX "subscribers_site_id_id_idx" ON "subscribers"("site_id", "id");
