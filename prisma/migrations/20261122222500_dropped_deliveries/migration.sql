-- AlterTable
ALTER TABLE "runs" ADD COLUMN "deliveries_dropped_at" TIMESTAMPTZ(3);
