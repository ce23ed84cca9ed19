import sharp, { type Metadata, type Sharp } from 'sharp';
import type { ImageUse } from '@/lib/contracts/images';
import { BADGE_SIDE, MAX_UPLOAD_PIXELS, MAX_UPLOAD_SIDE } from '@/lib/contracts/limits';
import { AppError } from '@/lib/platform/errors';
import { isHeif, sniffImage } from './sniff-image';

/** A picture as messages have it. */
export interface RenderedImage {
  content: Uint8Array<ArrayBuffer>;
  mediaType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
}

/**
 * Pixels. Chromium scales down what is above 320 (icon), 96 (badge) and 1800 × 900 (image), its largest at a screen of
 * four pixels to the dip (third_party/blink/public/common/notifications/notification_constants.h). 256 and 1024 × 512
 * are what it shows at three and at a little above two, for half of the bytes.
 */
const ICON_SIDE = 256;
const IMAGE_WIDTH = 1_024;
const IMAGE_RATIO = 2;
const MIN_SIDE = 16;

/** A picture without transparency is smaller as JPEG; a flat logo up to this size is kept sharp. */
const MAX_PNG_ICON_BYTES = 48 * 1024;
const MAX_SECONDS = 15;
const DECODING = {
  failOn: 'error',
  limitInputPixels: MAX_UPLOAD_PIXELS,
  sequentialRead: true,
  animated: false,
} as const;

// Nothing but these four decoders can be reached, whatever a file says that it is.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
});
sharp.cache(false);
// Of a picture that is made once, the others' latency counts for more than its own.
sharp.concurrency(1);

/**
 * Makes a file what a browser shows: decoded and encoded anew, so that nothing but its pixels is left of it, in the
 * size of its use. Of a moving picture the first frame.
 * @throws AppError `invalid_input` that says what is wrong with the file
 */
export async function renderImage(file: Uint8Array, use: ImageUse): Promise<RenderedImage> {
  const format = sniffImage(file);
  if (!format) {
    throw refuse(
      isHeif(file) ? 'is HEIC or AVIF: save it as JPEG or PNG' : 'is no PNG, JPEG, WebP or GIF, whatever its name says',
    );
  }
  // The head alone is read, so that what is too large can be told by its numbers.
  const metadata = await orRefuse(sharp(file, { limitInputPixels: false }).metadata());
  if (metadata.format !== format) throw refuse('could not be read: it may be damaged');
  const { width, height } = checkedSize(metadata);
  const pixels = await orRefuse(
    fitTo(sharp(file, DECODING).autoOrient(), use, width, height)
      .toColourspace('srgb')
      .ensureAlpha()
      .timeout({ seconds: MAX_SECONDS })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  const isOpaque = hasNoTransparency(pixels.data);
  // What is not square stands on a transparent square by now, which is no part of it.
  if (use === 'badge' && hasNoTransparency(pixels.data, { side: pixels.info.width, ratio: width / height })) {
    throw refuse(
      'has no transparent background, and of a badge Android draws only the shape: it would be a white square',
    );
  }
  const raw = sharp(pixels.data, { raw: { width: pixels.info.width, height: pixels.info.height, channels: 4 } });
  return { ...(await encode(raw, use, isOpaque)), width: pixels.info.width, height: pixels.info.height };
}

/** As the viewer sees it: a camera that was held upright says so beside the pixels. */
function checkedSize(metadata: Metadata): { width: number; height: number } {
  const { width, height } = metadata.autoOrient;
  if (width > MAX_UPLOAD_SIDE || height > MAX_UPLOAD_SIDE || width * height > MAX_UPLOAD_PIXELS) {
    const most = Math.floor(MAX_UPLOAD_PIXELS / 1e6);
    throw refuse(
      `has ${width} × ${height} pixels; at most ${MAX_UPLOAD_SIDE} on a side and ${most} million in all are taken`,
    );
  }
  if (width < MIN_SIDE || height < MIN_SIDE) {
    throw refuse(`has ${width} × ${height} pixels; at least ${MIN_SIDE} on a side are needed`);
  }
  return { width, height };
}

/** Never larger than it is. An icon keeps its shape in a square, since half a logo is none; an image is cut to 2:1. */
function fitTo(image: Sharp, use: ImageUse, width: number, height: number): Sharp {
  if (use === 'image') {
    const fitted = Math.min(IMAGE_WIDTH, width, height * IMAGE_RATIO);
    return image.resize({ width: fitted, height: Math.max(1, Math.round(fitted / IMAGE_RATIO)), fit: 'cover' });
  }
  const side = Math.min(use === 'icon' ? ICON_SIDE : BADGE_SIDE, Math.max(width, height));
  return image.resize({ width: side, height: side, fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } });
}

/** @param square of what the picture was fitted into: looks at the picture alone, without its blurred edge */
function hasNoTransparency(rgba: Uint8Array, square?: { side: number; ratio: number }): boolean {
  const { side, ratio } = square ?? { side: 1, ratio: 1 };
  const inset = (share: number) => (share < 1 ? Math.ceil((side * (1 - share)) / 2) + 1 : 0);
  const [left, top] = [inset(ratio), inset(1 / ratio)];
  for (let at = 3; at < rgba.length; at += 4) {
    const [x, y] = [((at - 3) / 4) % side, Math.floor((at - 3) / 4 / side)];
    const isPicture = !square || (x >= left && x < side - left && y >= top && y < side - top);
    if (isPicture && rgba[at] !== 255) return false;
  }
  return true;
}

async function encode(
  pixels: Sharp,
  use: ImageUse,
  isOpaque: boolean,
): Promise<Pick<RenderedImage, 'content' | 'mediaType'>> {
  const asPng = async () => new Uint8Array(await pixels.clone().png({ compressionLevel: 9 }).toBuffer());
  if (!isOpaque) return { content: await asPng(), mediaType: 'image/png' };
  if (use !== 'image') {
    const content = await asPng();
    if (content.byteLength <= MAX_PNG_ICON_BYTES) return { content, mediaType: 'image/png' };
  }
  const jpeg = await pixels.clone().removeAlpha().jpeg({ quality: 82, mozjpeg: true }).toBuffer();
  return { content: new Uint8Array(jpeg), mediaType: 'image/jpeg' };
}

/** What the decoder says of a file is for programmers. */
async function orRefuse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refuse('could not be read: it may be damaged', error);
  }
}

function refuse(message: string, cause?: unknown): AppError {
  return new AppError('invalid_input', {
    detail: `The file ${message}.`,
    fields: [{ path: 'file', message }],
    cause,
  });
}
