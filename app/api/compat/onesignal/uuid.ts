import { decodeId, encodeId, tryDecodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';

// OneSignal's ids are UUIDs, and some of its clients check that. Ours go into a UUID of version 8 (RFC 9562 §5.8: the
// bits are the maker's own), with the kind in front: be1f0001-hhhh-8000-8000-llllllllllll, h and l being the number.

const KINDS = { site: '1', subscriber: '2', campaign: '3', message: '4', segment: '5', template: '6' } as const;
export type UuidKind = keyof typeof KINDS;

/** `toUuid('campaign', 'cmp_0000000000005')` → `be1f0003-0000-8000-8000-000000000005`. */
export function toUuid(kind: UuidKind, publicId: string): string {
  const hex = decodeId(kind, publicId).toString(16).padStart(16, '0');
  return `be1f000${KINDS[kind]}-${hex.slice(0, 4)}-8000-8000-${hex.slice(4)}`;
}

/**
 * The public id in a UUID that `toUuid` made, or null. A public id is taken as it is, so that a site's id can be copied
 * from the dashboard.
 */
export function tryFromUuid(kind: UuidKind, given: string): string | null {
  if (tryDecodeId(kind, given) !== null) return given;
  const match = /^be1f000([1-6])-([0-7][0-9a-f]{3})-8000-8000-([0-9a-f]{12})$/.exec(given.toLowerCase());
  if (!match || match[1] !== KINDS[kind]) return null;
  return encodeId(kind, BigInt(`0x${match[2]}${match[3]}`));
}

/** @throws AppError `not_found` for a UUID that names nothing of this kind. */
export function fromUuid(kind: UuidKind, given: string): string {
  const publicId = tryFromUuid(kind, given);
  if (publicId === null) throw notFound(kind);
  return publicId;
}
