/**
 * SQL for the message that someone gets: that of their language, else of the language without its last part, else of
 * its base, else the first (RFC 4647 §3.4). The position in `languages` is that of the message, and starts at 1 where
 * variants start at 0. `pickLanguage` decides the same.
 * @param languages column of the run's languages; the first is the message's own, and empty
 * @param language column of the subscriber's
 */
export function languageVariantSql(languages: string, language: string): string {
  return `CASE WHEN COALESCE(cardinality(${languages}), 0) = 0 THEN 0 ELSE COALESCE(
      array_position(${languages}, ${language}),
      array_position(${languages}, regexp_replace(${language}, '-[^-]*$', '')),
      array_position(${languages}, split_part(${language}, '-', 1)), 1) - 1 END`;
}
