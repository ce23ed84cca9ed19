import { describe, expect, it } from 'vitest';
import { sizeServer } from './postgres-settings';

const GIB = 1_073_741_824;

describe('sizeServer', () => {
  it('leaves a small machine at what Postgres itself takes', () => {
    expect(sizeServer(GIB)).toMatchObject({ shared_buffers: '128MB', work_mem: '4MB', max_wal_size: '1024MB' });
  });

  it('grows with the machine, up to a bound', () => {
    expect(sizeServer(24 * GIB)).toMatchObject({ shared_buffers: '3072MB', maintenance_work_mem: '384MB' });
    expect(sizeServer(1_024 * GIB)).toMatchObject({ shared_buffers: '8192MB', work_mem: '32MB' });
  });
});
