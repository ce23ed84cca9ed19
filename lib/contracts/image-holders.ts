import type { ImageUses } from './images';

/** Apart from the schemas, so that a page can say it without zod. */
const NAMED = 3;

/** Why a picture is not deleted, and what to do: "The campaign “Sale” and 2 more still need this image. …" */
export function describeHolders(heldBy: ImageUses['heldBy']): string {
  const rest = heldBy.length - NAMED;
  const names = heldBy.slice(0, NAMED).map(({ kind, name }) => `the ${kind} “${name}”`);
  if (rest > 0) names.push(`${rest} more`);
  const all = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
  const [they, their] = heldBy.length > 1 ? ['need', 'their'] : ['needs', 'its'];
  const subject = `${all.charAt(0).toUpperCase()}${all.slice(1)}`;
  const wait = heldBy.some(({ kind }) => kind === 'campaign')
    ? `, or wait until the last message of ${heldBy.length > 1 ? 'each campaign' : 'the campaign'} has expired`
    : '';
  return `${subject} still ${they} this image, so it was not deleted. Choose another image in ${their} place first${wait}.`;
}
