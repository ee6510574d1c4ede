// Runs a command of this repository on the Node 24 that its lock pins, whatever Node started us.
// Plain JavaScript, because the outer Node may be 20: it cannot strip types.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const exe = process.platform === 'win32' ? 'node.exe' : 'node';
const pinned = join(root, 'node_modules', `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, 'bin', exe);
const node = existsSync(pinned) ? pinned : process.execPath;
if (node === process.execPath && Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`parsec-spec: needs Node 24 or newer, found ${process.version}, and ${pinned} is missing: run \`npm ci\`.`);
  process.exit(5);
}
const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error('usage: node launch.mjs COMMAND [ARGUMENT ...]');
  process.exit(2);
}
const own = process.env.NODE_OPTIONS ?? '';
const condition = '--conditions=parsec-spec:src';
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
  NODE_OPTIONS: own.includes(condition) ? own : `${own} ${condition}`.trim(),
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};
const script = command === 'parsec-spec' ? join(root, 'cli', 'bin', 'parsec-spec.mjs') : command;
const [file, argv] = script.endsWith('.mjs') || script.endsWith('.ts') ? [node, [script, ...args]] : [command === 'node' ? node : command, args];
const child = spawn(file, argv, { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`parsec-spec: cannot run ${command}: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
