/** The present instant. One place, so that what depends on time can be found. Leases use the database's clock. */
export function now(): Date {
  return new Date();
}
