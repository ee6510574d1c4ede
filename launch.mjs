// Runs a command of this repository on the Node 24 that its lock pins. Plain JavaScript, because
// the Node that starts it may be 20 and cannot strip types.
import { spawn } from 'node:child_process';
import { existsSync, fstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchParent } from './cli/bin/parent-watch.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const windows = process.platform === 'win32';
const platform = `node-${windows ? 'win' : process.platform}-${process.arch}`;
const pinned = join(root, 'node_modules', platform, 'bin', windows ? 'node.exe' : 'node');
const isPinned = existsSync(pinned);
const node = isPinned ? pinned : process.execPath;
if (!isPinned && Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `parsec-spec: needs Node 24 or newer, found ${process.version}, and ${platform} is not installed: run \`npm ci\`.`,
  );
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
  PARSEC_SPEC_LAUNCHED: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};
const script = command === 'parsec-spec' ? join(root, 'cli', 'bin', 'parsec-spec.mjs') : command;
const ofNode = /\.(mjs|ts)$/.test(script);
const file = ofNode || command === 'node' ? node : command;
// Limits the young generation of the heap of a server, whose default size grows with the memory of
// the machine.
const flags =
  command === 'parsec-spec' && args[0] === 'serve'
    ? createRequire(import.meta.url)('@parsec-spec/reference-server/node-flags.json')
    : [];
const child = spawn(file, ofNode ? [...flags, script, ...args] : args, {
  stdio: descriptors(args),
  env,
  shell: windows && !ofNode,
});
// A terminal sends Ctrl-C to the child too, so it is not forwarded.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
watchParent(() => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`parsec-spec: cannot run ${command}: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code, signal) =>
  process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
);

/**
 * The standard streams and the descriptors that `--password-fd` and `--new-password-fd` name. Node
 * passes on no others.
 */
function descriptors(argv) {
  const passed = ['inherit', 'inherit', 'inherit'];
  for (const [at, text] of argv.entries()) {
    const [, inline] = /^--(?:new-)?password-fd(?:=(.*))?$/.exec(text) ?? [];
    if (inline === undefined && !/^--(?:new-)?password-fd$/.test(text)) continue;
    const named = Number(inline ?? argv[at + 1]);
    if (!Number.isInteger(named) || named < 3 || named > 255 || !isOpen(named)) continue;
    while (passed.length <= named) passed.push('ignore');
    passed[named] = named;
  }
  return passed;
}

function isOpen(descriptor) {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}
