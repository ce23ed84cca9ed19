// Loaded first in each process that the launcher starts: when the launcher is gone, however it ended, so is its channel,
// and its children must not run on unwatched.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
