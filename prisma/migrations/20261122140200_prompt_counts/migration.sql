-- CreateTable
CREATE TABLE "prompt_counts" (
    "site_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "prompt" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "prompt_counts_pkey" PRIMARY KEY ("site_id","day","prompt","outcome")
);

-- CreateIndex
CREATE INDEX "prompt_counts_day_idx" ON "prompt_counts"("day");
