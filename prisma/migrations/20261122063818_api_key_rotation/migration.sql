-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "allowed_addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "created_by_key_id" BIGINT,
ADD COLUMN     "previous_secret_ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_secret_hash" BYTEA;
