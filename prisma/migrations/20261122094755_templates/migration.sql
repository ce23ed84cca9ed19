-- CreateTable
CREATE TABLE "templates" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "message" JSONB NOT NULL,
    "translations" JSONB NOT NULL DEFAULT '{}',
    "ttl_seconds" INTEGER NOT NULL,
    "urgency" "Urgency" NOT NULL DEFAULT 'low',
    "created_by_user_id" BIGINT,
    "updated_by_user_id" BIGINT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "templates_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "templates_site_id_id_idx" ON "templates"("site_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "templates_site_id_name_key" ON "templates"("site_id", "name");

-- AddForeignKey
ALTER TABLE "templates" ADD CONSTRAINT "templates_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;
