// Numbers that forms show and schemas enforce, apart from the schemas so that a page can have them without zod.

/** Most that the composer allows: Firefox on Android is bridged and refuses larger bodies (delivery.md §1). */
export const MAX_PLAINTEXT_BYTES = 2_600;
export const MAX_ACTIONS = 2;
/** Characters of a message's texts. A text with personal fields may be longer by the factor: what counts is what comes out. */
export const MAX_TITLE_CHARACTERS = 120;
export const MAX_BODY_CHARACTERS = 500;
export const MAX_BUTTON_CHARACTERS = 60;
export const PERSONAL_TEXT_FACTOR = 4;

/** RFC 8030 §5.2 allows 0; WNS answers 400 to it, and no push service keeps longer than four weeks. */
export const MIN_TTL_SECONDS = 60;
export const MAX_TTL_SECONDS = 2_419_200;
export const DEFAULT_TTL_SECONDS = 259_200;

/** Above it a throttle slows nothing down. */
export const MAX_THROTTLE_PER_MINUTE = 1_000_000;

export const MAX_RULE_DEPTH = 6;
/** In a condition on how often somebody came. */
export const MAX_VISITS = 1_000_000;

export const MIN_PASSWORD_LENGTH = 12;
/** More would only let a request keep argon2 busy. */
export const MAX_PASSWORD_LENGTH = 256;

/** Monday first (ISO 8601). */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Dates of a recurring campaign that ends by count. */
export const MAX_OCCURRENCES = 1_000;

/** Variants of an A/B test. */
export const MIN_VARIANTS = 2;
export const MAX_VARIANTS = 8;
export const MAX_HOLDOUT_PERCENT = 50;
/** Before, next to nobody has seen the message. */
export const MIN_DECIDE_AFTER_SECONDS = 900;
export const MAX_DECIDE_AFTER_SECONDS = 604_800;
export const DEFAULT_CONFIDENCE_PERCENT = 95;
/** Below it no variant is called better. */
export const TELLING_PROBABILITY = 0.8;

/** Of a picture that is uploaded: a camera's photo passes, and decoding it stays within some 100 MB. */
export const MAX_UPLOAD_BYTES = 8 * 1024 * 1024;
export const MAX_UPLOAD_PIXELS = 24_000_000;
export const MAX_UPLOAD_SIDE = 12_000;
/** Pixels of a badge, as it is stored and at the most shown. */
export const BADGE_SIDE = 96;
