/** A file that is not started is not kept for longer. */
export const UNSTARTED_HOURS = 24;
/** What it takes to undo an import, and its refused rows, are kept for as long after its end. */
export const RETENTION_DAYS = 30;

/** Changes that one statement deletes: a large import has made many. */
export const CHANGES_A_STEP = 20_000;
