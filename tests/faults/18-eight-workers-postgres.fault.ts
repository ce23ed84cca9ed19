import { it } from 'vitest';
import { openLab } from './lab/lab';
import { shareRun } from './lab/share-run';

const lab = openLab({ queue: 'postgres' });

it('eight workers share a run, queue in Postgres: each does a part, nothing twice, all end cleanly', () =>
  shareRun(lab, 'no fault: eight workers share a run, queue in Postgres'));
