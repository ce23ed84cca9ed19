-- Whether a site has sent a test yet, without reading its runs: every single message is one.
CREATE INDEX runs_test_idx ON runs (site_id) WHERE is_test;
