-- Written by hand into the first migration: Prisma cannot describe a partitioned table.
-- belfry_id() must exist before the tables that default to it; `deliveries` comes after them.

CREATE SEQUENCE belfry_id_seq AS bigint CYCLE MAXVALUE 1048575 MINVALUE 0 START 0 CACHE 32;

-- 43 bits of milliseconds since 2026-01-01, 20 bits of sequence: time-sortable, unique below
-- a million ids a millisecond, positive until the year 2304.
CREATE FUNCTION belfry_id() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $$
  SELECT ((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1767225600000) << 20 | nextval('belfry_id_seq')
$$;

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
