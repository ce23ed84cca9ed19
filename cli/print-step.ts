/** Prints what is being done and, behind it, how it ended and how long it took. */
export async function printStep(title: string, work: () => Promise<string>): Promise<void> {
  const startedAt = performance.now();
  process.stdout.write(`  ${title.padEnd(28)} `);
  try {
    const result = await work();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${result} (${seconds} s)\n`);
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}
