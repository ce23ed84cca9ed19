-- One subscriber in 128, drawn by a hash of the id: a count that cannot be exact at once is estimated from them, by
-- reading a few thousand rows of a million. Small, and an insert touches it only 1 time in 128.
CREATE INDEX subscribers_sample_idx ON subscribers (site_id, status) WHERE (hashint8extended(id, 0) & 127) = 0;
