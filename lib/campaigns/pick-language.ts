/**
 * Which of these languages someone gets, as `planPage` decides it: theirs, without its last part, its base.
 * @returns null for the message itself
 */
export function pickLanguage(languages: readonly string[], language: string | null): string | null {
  if (!language) return null;
  const wanted = [language, language.replace(/-[^-]*$/, ''), language.split('-')[0] ?? ''];
  return wanted.find((tag) => languages.includes(tag)) ?? null;
}
