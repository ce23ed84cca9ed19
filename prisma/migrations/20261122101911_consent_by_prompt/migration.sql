-- CreateIndex
CREATE INDEX "consent_records_site_id_at_decision_prompt_kind_idx" ON "consent_records"("site_id", "at", "decision", "prompt_kind");
