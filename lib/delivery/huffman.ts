/**
 * Code lengths of RFC 7541 appendix B, by byte: the code is canonical, so that the lengths determine it. EOS, with 30
 * ones, is left out: it must not occur in a string.
 */
// biome-ignore format: sixteen a row, as in the RFC
const LENGTHS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];

const LONGEST_PADDING_BITS = 7;

/** Inner nodes of the code's tree, two entries each: the next node, or ~byte at a leaf, or 0 where no code goes. */
const tree: number[] = [0, 0];
{
  const symbols = LENGTHS.map((length, symbol) => ({ length, symbol })).toSorted(
    (a, b) => a.length - b.length || a.symbol - b.symbol,
  );
  let code = 0;
  let lengthBefore = 0;
  for (const { length, symbol } of symbols) {
    code <<= length - lengthBefore;
    lengthBefore = length;
    let node = 0;
    for (let bit = length - 1; bit >= 0; bit--) {
      const at = node + ((code >>> bit) & 1);
      if (bit === 0) {
        tree[at] = ~symbol;
      } else {
        if (!tree[at]) tree[at] = tree.push(0, 0) - 2;
        node = tree[at] ?? 0;
      }
    }
    code++;
  }
}

/**
 * Decodes a Huffman-coded string (RFC 7541 §5.2).
 * @throws RangeError for a code that is none, and for padding that is none
 */
export function decodeHuffman(bytes: Uint8Array): string {
  let text = '';
  let node = 0;
  let paddingBits = 0;
  let isAllOnes = true;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const one = (byte >>> bit) & 1;
      const next = tree[node + one] ?? 0;
      if (next === 0) throw new RangeError('no Huffman code');
      if (next < 0) {
        text += String.fromCharCode(~next);
        node = 0;
        paddingBits = 0;
        isAllOnes = true;
      } else {
        node = next;
        paddingBits++;
        isAllOnes &&= one === 1;
      }
    }
  }
  if (paddingBits > LONGEST_PADDING_BITS || !isAllOnes) throw new RangeError('no Huffman padding');
  return text;
}
