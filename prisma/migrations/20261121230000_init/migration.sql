-- The part before the tables and the part after them are written by hand: Prisma cannot describe the function
-- that the ids default to, nor a partitioned table. Everything between is generated from schema.prisma.

CREATE SEQUENCE belfry_id_seq AS bigint CYCLE MAXVALUE 1048575 MINVALUE 0 START 0 CACHE 32;

-- 43 bits of milliseconds since 2026-01-01, 20 bits of sequence: time-sortable, unique below
-- a million ids a millisecond, positive until the year 2304.
CREATE FUNCTION belfry_id() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $$
  SELECT ((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1767225600000) << 20 | nextval('belfry_id_seq')
$$;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'editor', 'viewer');

-- CreateEnum
CREATE TYPE "SubscriberStatus" AS ENUM ('active', 'unsubscribed', 'gone', 'key_mismatch');

-- CreateEnum
CREATE TYPE "CampaignStatus" AS ENUM ('draft', 'scheduled', 'running', 'paused', 'cancelled', 'done');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('running', 'paused', 'cancelled', 'done');

-- CreateEnum
CREATE TYPE "Lane" AS ENUM ('bulk', 'priority');

-- CreateEnum
CREATE TYPE "Urgency" AS ENUM ('very-low', 'low', 'normal', 'high');

-- CreateEnum
CREATE TYPE "AmbiguityPolicy" AS ENUM ('resend', 'skip');

-- CreateTable
CREATE TABLE "workspaces" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "name" TEXT NOT NULL,
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "workspace_id" BIGINT NOT NULL,
    "user_id" BIGINT NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "auth_throttles" (
    "key" TEXT NOT NULL,
    "failure_count" INTEGER NOT NULL,
    "window_started_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3),

    CONSTRAINT "auth_throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "sites" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "workspace_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "site_key" TEXT NOT NULL,
    "allowed_origins" TEXT[],
    "vapid_subject" TEXT NOT NULL,
    "current_vapid_key_id" BIGINT,
    "identity_secret_sealed" BYTEA NOT NULL,
    "require_identity_proof" BOOLEAN NOT NULL DEFAULT false,
    "prompt" JSONB NOT NULL,
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "sites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vapid_keys" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "private_key_sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "vapid_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "topics" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "topics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_origins" (
    "id" SERIAL NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "push_origins_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "origin_states" (
    "origin_id" INTEGER NOT NULL,
    "vapid_key_id" BIGINT NOT NULL,
    "paused_until" TIMESTAMPTZ(3),
    "fault_reason" TEXT,
    "consecutive_count" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "origin_states_pkey" PRIMARY KEY ("origin_id","vapid_key_id")
);

-- CreateTable
CREATE TABLE "subscribers" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "endpoint_hash" BYTEA NOT NULL,
    "origin_id" INTEGER NOT NULL,
    "p256dh" BYTEA NOT NULL,
    "auth" BYTEA NOT NULL,
    "vapid_key_id" BIGINT NOT NULL,
    "status" "SubscriberStatus" NOT NULL DEFAULT 'active',
    "device_secret_hash" BYTEA,
    "external_id" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "topics" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "language" TEXT,
    "timezone" TEXT,
    "country" CHAR(2),
    "browser" TEXT,
    "browser_version" TEXT,
    "os" TEXT,
    "device" TEXT,
    "session_count" INTEGER NOT NULL DEFAULT 1,
    "is_test" BOOLEAN NOT NULL DEFAULT false,
    "subscribed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endpoint_set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscribers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriber_events" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "subscriber_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "props" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriber_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent_records" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "subscriber_id" BIGINT NOT NULL,
    "decision" TEXT NOT NULL,
    "text_version" TEXT NOT NULL DEFAULT '',
    "prompt_kind" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_records_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segments" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "segments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaigns" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "status" "CampaignStatus" NOT NULL DEFAULT 'draft',
    "audience" JSONB NOT NULL,
    "ttl_seconds" INTEGER NOT NULL,
    "urgency" "Urgency" NOT NULL DEFAULT 'low',
    "ambiguity_policy" "AmbiguityPolicy" NOT NULL DEFAULT 'resend',
    "send_at" TIMESTAMPTZ(3),
    "created_by_user_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "launched_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variants" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "campaign_id" BIGINT NOT NULL,
    "position" SMALLINT NOT NULL DEFAULT 0,
    "name" TEXT NOT NULL DEFAULT 'A',
    "weight" INTEGER NOT NULL DEFAULT 1,
    "message" JSONB NOT NULL,

    CONSTRAINT "variants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "campaign_id" BIGINT NOT NULL,
    "status" "RunStatus" NOT NULL DEFAULT 'running',
    "lane" "Lane" NOT NULL DEFAULT 'bulk',
    "is_test" BOOLEAN NOT NULL DEFAULT false,
    "audience" JSONB NOT NULL,
    "messages" JSONB NOT NULL,
    "ttl_seconds" INTEGER NOT NULL,
    "urgency" "Urgency" NOT NULL,
    "ambiguity_policy" "AmbiguityPolicy" NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "shard_count" SMALLINT NOT NULL,
    "bound_subscriber_id" BIGINT NOT NULL,
    "cursor_subscriber_id" BIGINT NOT NULL DEFAULT 0,
    "audience_count" INTEGER NOT NULL DEFAULT 0,
    "planned_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_counters" (
    "run_id" BIGINT NOT NULL,
    "slot" SMALLINT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "planned_count" INTEGER NOT NULL DEFAULT 0,
    "accepted_count" INTEGER NOT NULL DEFAULT 0,
    "gone_count" INTEGER NOT NULL DEFAULT 0,
    "rejected_count" INTEGER NOT NULL DEFAULT 0,
    "expired_count" INTEGER NOT NULL DEFAULT 0,
    "suppressed_count" INTEGER NOT NULL DEFAULT 0,
    "unknown_count" INTEGER NOT NULL DEFAULT 0,
    "received_count" INTEGER NOT NULL DEFAULT 0,
    "shown_count" INTEGER NOT NULL DEFAULT 0,
    "clicked_count" INTEGER NOT NULL DEFAULT 0,
    "dismissed_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_counters_pkey" PRIMARY KEY ("run_id","slot")
);

-- CreateTable
CREATE TABLE "run_reasons" (
    "run_id" BIGINT NOT NULL,
    "origin_id" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_reasons_pkey" PRIMARY KEY ("run_id","origin_id","outcome","reason")
);

-- CreateTable
CREATE TABLE "run_ticks" (
    "run_id" BIGINT NOT NULL,
    "bucket_at" TIMESTAMPTZ(3) NOT NULL,
    "site_id" BIGINT NOT NULL,
    "settled_count" INTEGER NOT NULL DEFAULT 0,
    "shown_count" INTEGER NOT NULL DEFAULT 0,
    "clicked_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_ticks_pkey" PRIMARY KEY ("run_id","bucket_at")
);

-- CreateTable
CREATE TABLE "run_alerts" (
    "run_id" BIGINT NOT NULL,
    "origin_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "site_id" BIGINT NOT NULL,
    "detail" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_alerts_pkey" PRIMARY KEY ("run_id","origin_id","code")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "workspace_id" BIGINT NOT NULL,
    "site_id" BIGINT,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_by_user_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "workspace_id" BIGINT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" BIGINT,
    "action" TEXT NOT NULL,
    "target" TEXT NOT NULL DEFAULT '',
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "workspace_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "sites_site_key_key" ON "sites"("site_key");

-- CreateIndex
CREATE INDEX "sites_workspace_id_idx" ON "sites"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "vapid_keys_site_id_public_key_key" ON "vapid_keys"("site_id", "public_key");

-- CreateIndex
CREATE UNIQUE INDEX "topics_site_id_key_key" ON "topics"("site_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "push_origins_origin_key" ON "push_origins"("origin");

-- CreateIndex
CREATE INDEX "subscribers_site_id_status_id_idx" ON "subscribers"("site_id", "status", "id");

-- CreateIndex
CREATE INDEX "subscribers_site_id_external_id_idx" ON "subscribers"("site_id", "external_id");

-- CreateIndex
CREATE INDEX "subscribers_tags_idx" ON "subscribers" USING GIN ("tags" jsonb_path_ops);

-- CreateIndex
CREATE INDEX "subscribers_topics_idx" ON "subscribers" USING GIN ("topics");

-- CreateIndex
CREATE UNIQUE INDEX "subscribers_site_id_endpoint_hash_key" ON "subscribers"("site_id", "endpoint_hash");

-- CreateIndex
CREATE INDEX "subscriber_events_site_id_subscriber_id_id_idx" ON "subscriber_events"("site_id", "subscriber_id", "id");

-- CreateIndex
CREATE INDEX "consent_records_site_id_subscriber_id_idx" ON "consent_records"("site_id", "subscriber_id");

-- CreateIndex
CREATE INDEX "segments_site_id_idx" ON "segments"("site_id");

-- CreateIndex
CREATE INDEX "campaigns_site_id_id_idx" ON "campaigns"("site_id", "id");

-- CreateIndex
CREATE INDEX "campaigns_status_send_at_idx" ON "campaigns"("status", "send_at");

-- CreateIndex
CREATE UNIQUE INDEX "variants_campaign_id_position_key" ON "variants"("campaign_id", "position");

-- CreateIndex
CREATE INDEX "runs_campaign_id_idx" ON "runs"("campaign_id");

-- CreateIndex
CREATE INDEX "runs_site_id_id_idx" ON "runs"("site_id", "id");

-- CreateIndex
CREATE INDEX "runs_status_idx" ON "runs"("status");

-- CreateIndex
CREATE INDEX "api_keys_workspace_id_idx" ON "api_keys"("workspace_id");

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_id_idx" ON "audit_entries"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sites" ADD CONSTRAINT "sites_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vapid_keys" ADD CONSTRAINT "vapid_keys_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "topics" ADD CONSTRAINT "topics_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscribers" ADD CONSTRAINT "subscribers_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segments" ADD CONSTRAINT "segments_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variants" ADD CONSTRAINT "variants_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- state: 0 pending, 1 sending, 2 accepted, 3 gone, 4 rejected, 5 expired, 6 suppressed, 7 unknown
CREATE TABLE deliveries (
  run_id          bigint      NOT NULL,
  subscriber_id   bigint      NOT NULL,
  site_id         bigint      NOT NULL,
  origin_id       integer     NOT NULL,
  shard           smallint    NOT NULL,
  variant         smallint    NOT NULL DEFAULT 0,
  state           smallint    NOT NULL DEFAULT 0,
  attempts        smallint    NOT NULL DEFAULT 0,
  -- which clicks were counted: bit 0 the body, bits 1 and 2 the action buttons
  clicked_actions smallint    NOT NULL DEFAULT 0,
  status_code     smallint,
  -- raised at each claim; a settle with another fence changes nothing (I5)
  fence           bigint      NOT NULL DEFAULT 0,
  due_at          timestamptz NOT NULL DEFAULT now(),
  lease_until     timestamptz,
  settled_at      timestamptz,
  received_at     timestamptz,
  shown_at        timestamptz,
  clicked_at      timestamptz,
  dismissed_at    timestamptz,
  reason          text,
  PRIMARY KEY (run_id, subscriber_id)
) PARTITION BY RANGE (run_id);

-- Run ids sort by time, so a range of run ids is a range of time: one partition a month, made ahead
-- by belfry_ensure_delivery_partitions(); old months are dropped, not deleted row by row.
CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT WITH (fillfactor = 70);

CREATE INDEX deliveries_due ON deliveries (run_id, shard, due_at) WHERE state = 0;
CREATE INDEX deliveries_leased ON deliveries (run_id, lease_until) WHERE state = 1;
CREATE INDEX deliveries_subscriber ON deliveries (subscriber_id, run_id);

CREATE FUNCTION belfry_ensure_delivery_partitions(at timestamptz, months integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  month_start timestamptz; lower_id bigint; upper_id bigint; part text; made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('belfry_ensure_delivery_partitions'));
  FOR i IN 0..months LOOP
    month_start := date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => i);
    part := 'deliveries_' || to_char(month_start AT TIME ZONE 'UTC', 'YYYYMM');
    IF to_regclass(part) IS NULL THEN
      lower_id := ((extract(epoch FROM month_start) * 1000)::bigint - 1767225600000) << 20;
      upper_id := ((extract(epoch FROM month_start + interval '1 month') * 1000)::bigint - 1767225600000) << 20;
      EXECUTE format('CREATE TABLE %I PARTITION OF deliveries FOR VALUES FROM (%s) TO (%s) WITH (fillfactor = 70)', part, lower_id, upper_id);
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;

SELECT belfry_ensure_delivery_partitions(now(), 2);
