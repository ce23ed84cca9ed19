import { totalmem } from 'node:os';

const MIB = 1_048_576;

/**
 * What the embedded server is told beyond Postgres' defaults, which are made for a machine of the nineties: memory in
 * proportion to the machine's, planning for disks without a seek time, checkpoints far enough apart that a large
 * campaign does not write its pages many times, and no just-in-time compilation, which costs an audience count more
 * than it saves. What is read lies in memory most of the time, so a backend reads it itself: handing each page to a
 * worker made counts over a whole site a fifth slower. A table of up to a quarter of shared_buffers stays there when it
 * is read whole (`src/backend/access/heap/heapam.c`, initscan). A machine of 1 GB stays at Postgres' own shared_buffers.
 * @param memoryBytes of the machine, shared with the processes of Belfry
 */
export function sizeServer(memoryBytes: number = totalmem()): Record<string, string> {
  const share = (fraction: number, least: number, most: number) =>
    `${Math.round(Math.min(most, Math.max(least, (memoryBytes / MIB) * fraction)))}MB`;
  return {
    shared_buffers: share(1 / 8, 128, 8_192),
    effective_cache_size: share(1 / 2, 512, 65_536),
    maintenance_work_mem: share(1 / 64, 64, 512),
    work_mem: share(1 / 1_024, 4, 32),
    max_wal_size: share(1 / 8, 1_024, 4_096),
    random_page_cost: '1.1',
    jit: 'off',
    io_method: 'sync',
  };
}
