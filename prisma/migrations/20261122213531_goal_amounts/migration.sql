-- DropIndex
DROP INDEX "attributions_site_id_goal_id_at_idx";

-- CreateIndex
CREATE INDEX "attributions_site_id_goal_id_at_currency_amount_idx" ON "attributions"("site_id", "goal_id", "at", "currency", "amount");
