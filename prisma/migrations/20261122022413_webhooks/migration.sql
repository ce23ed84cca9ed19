-- CreateEnum
CREATE TYPE "WebhookStatus" AS ENUM ('active', 'disabled');

-- CreateEnum
CREATE TYPE "WebhookDeliveryState" AS ENUM ('pending', 'delivered', 'failed');

-- CreateTable
CREATE TABLE "webhooks" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "events" TEXT[],
    "status" "WebhookStatus" NOT NULL DEFAULT 'active',
    "disabled_reason" TEXT,
    "secret_sealed" BYTEA NOT NULL,
    "previous_secret_sealed" BYTEA,
    "previous_secret_ends_at" TIMESTAMPTZ(3),
    "failure_count" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "open_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_outbox" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "run_id" BIGINT,
    "subscriber_ids" BIGINT[],
    "details" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_events" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "run_id" BIGINT,
    "subscriber_ids" BIGINT[],
    "details" TEXT[],
    "times" TIMESTAMPTZ(3)[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "webhook_id" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "state" "WebhookDeliveryState" NOT NULL DEFAULT 'pending',
    "due_at" TIMESTAMPTZ(3),
    "fence" BIGINT,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "give_up_at" TIMESTAMPTZ(3) NOT NULL,
    "status_code" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_attempts" (
    "id" BIGINT NOT NULL DEFAULT belfry_id(),
    "site_id" BIGINT NOT NULL,
    "delivery_id" BIGINT NOT NULL,
    "status_code" INTEGER,
    "error" TEXT,
    "duration_ms" INTEGER NOT NULL,
    "response_body" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhooks_site_id_idx" ON "webhooks"("site_id");

-- CreateIndex
CREATE INDEX "webhook_events_created_at_idx" ON "webhook_events"("created_at");

-- CreateIndex
CREATE INDEX "webhook_deliveries_webhook_id_id_idx" ON "webhook_deliveries"("webhook_id", "id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_webhook_id_due_at_idx" ON "webhook_deliveries"("webhook_id", "due_at");

-- CreateIndex
CREATE INDEX "webhook_deliveries_event_id_idx" ON "webhook_deliveries"("event_id");

-- CreateIndex
CREATE INDEX "webhook_attempts_delivery_id_id_idx" ON "webhook_attempts"("delivery_id", "id");

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "webhook_events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "webhook_deliveries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A queue: many rows come and go, so what they leave is cleared early.
ALTER TABLE webhook_outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What happens to subscribers and runs is told by triggers: no statement that writes them can forget it, and it is
-- in the transaction that did it. What happens to messages is told by the statements that move many of them at once
-- (lib/platform/webhook-outbox.ts).
CREATE FUNCTION belfry_tell_subscriber_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM webhooks WHERE status = 'active') THEN RETURN NULL; END IF;
  INSERT INTO webhook_outbox (site_id, type, subscriber_ids, details)
  SELECT t.site_id, t.type, array_agg(t.subscriber_id ORDER BY t.id), array_agg(t.kind ORDER BY t.id)
  FROM (
    SELECT id, site_id, subscriber_id, kind, CASE
      WHEN kind = 'subscribed' THEN 'subscriber.created'
      WHEN kind IN ('healed', 'identified', 'updated', 'key_mismatch') THEN 'subscriber.updated'
      WHEN kind IN ('unsubscribed', 'gone') THEN 'subscriber.unsubscribed'
    END AS type FROM new_events
  ) t
  WHERE EXISTS (SELECT FROM webhooks w WHERE w.site_id = t.site_id AND w.status = 'active' AND t.type = ANY (w.events))
  GROUP BY t.site_id, t.type;
  RETURN NULL;
END $$;

CREATE TRIGGER subscriber_events_tell AFTER INSERT ON subscriber_events
  REFERENCING NEW TABLE AS new_events FOR EACH STATEMENT EXECUTE FUNCTION belfry_tell_subscriber_events();

CREATE FUNCTION belfry_tell_erased_subscribers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_outbox (site_id, type, subscriber_ids, details)
  SELECT e.site_id, 'subscriber.unsubscribed', array_agg(e.id ORDER BY e.id), array_agg('erased'::text)
  FROM erased e
  WHERE EXISTS (SELECT FROM webhooks w
    WHERE w.site_id = e.site_id AND w.status = 'active' AND 'subscriber.unsubscribed' = ANY (w.events))
  GROUP BY e.site_id;
  RETURN NULL;
END $$;

CREATE TRIGGER subscribers_tell_erased AFTER DELETE ON subscribers
  REFERENCING OLD TABLE AS erased FOR EACH STATEMENT EXECUTE FUNCTION belfry_tell_erased_subscribers();

CREATE FUNCTION belfry_tell_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_outbox (site_id, type, run_id, subscriber_ids, details)
  SELECT NEW.site_id, TG_ARGV[0], NEW.id, '{}', '{}'
  WHERE EXISTS (SELECT FROM webhooks w
    WHERE w.site_id = NEW.site_id AND w.status = 'active' AND TG_ARGV[0] = ANY (w.events));
  RETURN NULL;
END $$;

CREATE TRIGGER runs_tell_started AFTER INSERT ON runs
  FOR EACH ROW WHEN (NOT NEW.is_test AND NEW.campaign_id IS NOT NULL) EXECUTE FUNCTION belfry_tell_run('campaign.started');

CREATE TRIGGER runs_tell_finished AFTER UPDATE OF finished_at ON runs
  FOR EACH ROW WHEN (NOT NEW.is_test AND NEW.campaign_id IS NOT NULL AND OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL)
  EXECUTE FUNCTION belfry_tell_run('campaign.finished');
