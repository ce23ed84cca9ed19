import { open } from 'node:fs/promises';

const STEP_BYTES = 1_048_576;

/**
 * Copies what can be read now and waits until it lies on the disk. A file that its owner cuts or lengthens
 * meanwhile is copied as far as it goes; one that is gone is passed over.
 * @returns bytes copied
 */
export async function copyFile(from: string, to: string): Promise<number> {
  const source = await open(from, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!source) return 0;
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const buffer = Buffer.allocUnsafe(STEP_BYTES);
      let total = 0;
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, STEP_BYTES, null);
        if (bytesRead === 0) break;
        await target.writeFile(buffer.subarray(0, bytesRead));
        total += bytesRead;
      }
      await target.sync();
      return total;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
