-- A deleted webhook and a deleted export are kept for a while, to be restored.
ALTER TABLE "webhooks" ADD COLUMN "archived_at" TIMESTAMPTZ(3);
ALTER TABLE "exports" ADD COLUMN "archived_at" TIMESTAMPTZ(3);
