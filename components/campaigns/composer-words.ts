/** Under the section's title, also while it is on its way. */
export const LOOKS_DESCRIPTION = 'Optional. They make it recognisable.';
