export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif';

/** First bytes, as each format's specification fixes them; null stands for any byte. */
const SIGNATURES: { format: ImageFormat; bytes: (number | null)[] }[] = [
  { format: 'png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { format: 'jpeg', bytes: [0xff, 0xd8, 0xff] },
  { format: 'gif', bytes: [...Buffer.from('GIF8'), null, 0x61] },
  { format: 'webp', bytes: [...Buffer.from('RIFF'), null, null, null, null, ...Buffer.from('WEBP')] },
];

/** What a file is by its own bytes, whatever its name or its sender says; null for all that we do not take. */
export function sniffImage(file: Uint8Array): ImageFormat | null {
  const found = SIGNATURES.find(({ bytes }) => bytes.every((byte, at) => byte === null || file[at] === byte));
  return found?.format ?? null;
}

/** Phones make these, and only some browsers show them. */
export function isHeif(file: Uint8Array): boolean {
  return Buffer.from(file.subarray(4, 8)).toString('latin1') === 'ftyp';
}
