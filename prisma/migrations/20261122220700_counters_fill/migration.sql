-- A counter is written again soon after it was made: with room in its page its index is not.
ALTER TABLE run_counters SET (fillfactor = 70);
