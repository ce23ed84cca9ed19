-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "throttle_per_minute" INTEGER;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "throttle_per_minute" INTEGER,
ALTER COLUMN "campaign_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "run_throttles" (
    "run_id" BIGINT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "granted_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_throttles_pkey" PRIMARY KEY ("run_id")
);

-- AddForeignKey
ALTER TABLE "run_throttles" ADD CONSTRAINT "run_throttles_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
