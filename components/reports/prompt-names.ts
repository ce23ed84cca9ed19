const NAMES: Record<string, string> = {
  native: 'The browser’s own prompt',
  button: 'A button on the page',
  dialog: 'Dialog before the browser’s prompt',
  bell: 'Bell',
  topics: 'Choice of topics',
  api: 'Added through the API',
  import: 'Imported',
};

/** How someone was asked, as people say it. */
export function promptName(kind: string): string {
  return NAMES[kind] ?? kind;
}
