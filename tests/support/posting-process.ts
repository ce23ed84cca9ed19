// The sender in a process of its own: Node reads NODE_EXTRA_CA_CERTS at its start only, and what is left open shows in
// whether the process ends. Speaks over IPC; used through `startPostingProcess`.
import { closeConnections, postMessage } from '@/lib/delivery/post-message';
import type { PostingCommand, PostingReply } from './start-posting-process';

process.on('message', async (command: PostingCommand) => {
  const startedAt = performance.now();
  const reply = (answer: Omit<PostingReply, 'id' | 'ms'>) =>
    process.send?.({ id: command.id, ms: performance.now() - startedAt, ...answer } satisfies PostingReply);
  if (command.do === 'close') {
    await closeConnections();
    reply({});
    // From here on only an open connection or a timer could keep the process.
    process.disconnect();
    return;
  }
  if (command.do === 'stall') {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, command.ms);
    reply({});
    return;
  }
  const { url, headers, body } = command;
  reply({ outcome: await postMessage({ url: new URL(url), headers, body: Buffer.from(body) }) });
});
process.send?.('ready');
