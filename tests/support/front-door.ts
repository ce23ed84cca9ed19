import { createFrontDoor, openFrontDoor } from '@/app/api/front-door';
import { closeDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { closeQueues } from '@/lib/platform/queue';

// A web process without Next: the front door of server.ts, whose pages are all 404. For tests and benchmarks of what
// the API answers, which need a real process but no build. Says its port over IPC; `memory` is answered with the
// process's memory after a collection.

const server = createFrontDoor();
openFrontDoor(server, (_request, response) => {
  response.writeHead(404).end();
});
server.listen(env().PORT, '127.0.0.1', () => process.send?.({ kind: 'listening', port: env().PORT }));

process.on('message', (message: { kind: string }) => {
  if (message.kind !== 'memory') return;
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  process.send?.({ kind: 'memory', ...process.memoryUsage() });
});
const stop = () => {
  server.close(() => void Promise.allSettled([closeQueues(), closeDb()]).then(() => process.exit(0)));
  server.closeAllConnections();
};
process.on('SIGTERM', stop);
// Whoever started it was killed.
process.on('disconnect', stop);
