import { it } from 'vitest';
import { openLab } from './lab/lab';
import { shareRun } from './lab/share-run';

const lab = openLab({ queue: 'redis' });

it('eight workers share a run, queue in Redis: each does a part, nothing twice, all end cleanly', () =>
  shareRun(lab, 'no fault: eight workers share a run, queue in Redis'));
