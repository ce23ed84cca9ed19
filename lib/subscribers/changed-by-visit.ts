/**
 * SQL: the `updated_at` of a subscriber `s` after a visit. It is the version that an edit is bound to (`If-Match`), so a
 * visit that changes nothing of what can be edited leaves it as it is.
 * @param language expressions of what the browser says, null where it says nothing
 */
export function changedByVisit(language: string, timezone: string, country: string): string {
  return `CASE WHEN (coalesce(${language}, s.language), coalesce(${timezone}, s.timezone), coalesce(${country}, s.country))
    IS DISTINCT FROM (s.language, s.timezone, s.country) THEN now() ELSE s.updated_at END`;
}
