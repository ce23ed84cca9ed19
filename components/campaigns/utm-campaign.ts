const MOST = 100;

/**
 * A name as addresses and analytics carry it: `autumn-sale`. Without accents; letters of other scripts stay, since
 * analytics show them as they are. What is personal of it is nobody's campaign, and is left out.
 */
export function utmCampaign(name: string): string {
  const words = name
    .replace(/\{\{.*?\}\}|\{%.*?%\}/gs, ' ')
    .normalize('NFKD')
    // Accents, and what only says how an emoji is drawn.
    .replace(/[\u0300-\u036f\u20e3\ufe00-\ufe0f]/g, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, '-');
  return words.replace(/^-/, '').slice(0, MOST).replace(/-$/, '');
}
