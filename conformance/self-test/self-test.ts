import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { measureProperties } from './measure-properties.ts';

// npm run self-test                    the checks, by vitest
// npm run self-test -- --properties    the generated lives alone

const args = process.argv.slice(2);
if (args.includes('--properties')) await measureProperties(args);
else {
  const folder = join(import.meta.dirname, '..');
  const launcher = join(folder, '../launch.mjs');
  const tests = ['vitest', 'run', 'test/self-test', ...args];
  spawn(process.execPath, [launcher, ...tests], { cwd: folder, stdio: 'inherit' }).on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
