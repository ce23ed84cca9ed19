import { COMMON_WORDS, SEQUENCES } from './common-passwords';

const LOOK_ALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Whether a guesser would try this early (OWASP ASVS 5.0, 6.2.4): common words alone or joined, with digits and signs
 * around them or look-alikes in them; one short unit over and over; runs along the keyboard; the person's own address.
 * It asks for no kinds of characters: a long text of any sort passes.
 * @param own texts of the person, e.g. the e-mail address
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const lower = password.normalize('NFKC').toLowerCase();
  if (/^(.{1,6}?)\1+$/u.test(lower) || new Set(lower).size < 5) return true;
  const ownWords = new Set(
    own.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((w) => w.length > 2),
  );
  return isMadeOfCommonParts(lower, ownWords);
}

/** True when words, runs, and at most six other digits or signs in all, cover the whole text. */
function isMadeOfCommonParts(text: string, ownWords: ReadonlySet<string>): boolean {
  const plain = text.replace(/[013457@$!]/g, (char) => LOOK_ALIKES[char] ?? char);
  const isWord = (part: string) => COMMON_WORDS.has(part) || ownWords.has(part);
  // fewest[i]: how few other characters are needed to cover the first i characters; Infinity when it can't be done.
  const fewest = new Array<number>(text.length + 1).fill(Number.POSITIVE_INFINITY);
  fewest[0] = 0;
  for (let i = 0; i < text.length; i++) {
    const spent = fewest[i] ?? Number.POSITIVE_INFINITY;
    if (!Number.isFinite(spent)) continue;
    if (/[^\p{L}]/u.test(text[i] ?? '')) fewest[i + 1] = Math.min(fewest[i + 1] ?? 0, spent + 1);
    for (let end = i + 1; end <= text.length; end++) {
      const part = text.slice(i, end);
      if (isRun(part) || isWord(part) || isWord(plain.slice(i, end))) {
        fewest[end] = Math.min(fewest[end] ?? 0, spent);
      }
    }
  }
  return (fewest[text.length] ?? Number.POSITIVE_INFINITY) <= 6;
}

function isRun(part: string): boolean {
  if (part.length < 4) return false;
  const backwards = [...part].reverse().join('');
  return (
    /^(.)\1+$/u.test(part) || SEQUENCES.some((sequence) => sequence.includes(part) || sequence.includes(backwards))
  );
}
