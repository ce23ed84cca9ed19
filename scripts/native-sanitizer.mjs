// Builds the native core with AddressSanitizer and UndefinedBehaviorSanitizer and gives it hostile input.
// Run: npm run test:native-sanitizer
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileNative, findCompiler } from './build-native.mjs';

if (process.platform !== 'linux') {
  console.error('This run needs Linux: the sanitizers are loaded into Node by LD_PRELOAD.');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'belfry-sanitizer-'));
try {
  const addon = join(folder, 'encrypt.node');
  const problem = compileNative({
    output: addon,
    extraFlags: ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'],
  });
  if (problem) throw new Error(problem);
  const library = (name) => spawnSync(findCompiler(), [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim();
  const { status, signal } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'native-hostile-input.mjs'), addon, process.argv[2] ?? '2000'],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        LD_PRELOAD: `${library('libasan.so')} ${library('libubsan.so')}`,
        // Node leaves memory to the system at its end; what the core loses shows as growth.
        ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=0',
        UBSAN_OPTIONS: 'print_stacktrace=1',
      },
    },
  );
  if (status !== 0) throw new Error(`the run ended with ${signal ?? status}`);
  console.log('No finding of AddressSanitizer or UndefinedBehaviorSanitizer.');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
