-- CreateIndex
CREATE INDEX "subscribers_site_id_subscribed_at_idx" ON "subscribers"("site_id", "subscribed_at");

-- CreateIndex
CREATE INDEX "subscribers_site_id_ended_at_idx" ON "subscribers"("site_id", "ended_at");

-- CreateIndex
CREATE INDEX "subscribers_site_id_status_country_browser_language_idx" ON "subscribers"("site_id", "status", "country", "browser", "language");
