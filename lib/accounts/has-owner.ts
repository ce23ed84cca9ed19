import { systemDb } from '@/lib/platform/db';

/** False on a fresh installation: the first visitor creates the owner. */
export async function hasOwner(): Promise<boolean> {
  return (await systemDb.user.findFirst({ select: { id: true } })) !== null;
}
