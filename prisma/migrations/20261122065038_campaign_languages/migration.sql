-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "languages" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "variants" ADD COLUMN     "language" TEXT;
