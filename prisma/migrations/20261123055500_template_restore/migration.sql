-- A deleted template can be restored; its name is free meanwhile.
ALTER TABLE "templates" ADD COLUMN "archived_at" TIMESTAMPTZ(3);

DROP INDEX "templates_site_id_name_key";
CREATE UNIQUE INDEX "templates_site_id_name_key" ON "templates"("site_id", "name") WHERE "archived_at" IS NULL;
