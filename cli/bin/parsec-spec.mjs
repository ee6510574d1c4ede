#!/usr/bin/env node
// Plain JavaScript, because the Node that starts it may be too old to strip types. A checkout runs
// the sources, a package runs dist.
import { spawn } from 'node:child_process';
import { existsSync, fstatSync, lstatSync, mkdirSync } from 'node:fs';
import * as module from 'node:module';
import { constants, homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenOrphaned } from './when-orphaned.mjs';

const needed = 24;
const self = fileURLToPath(import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= needed) {
  const sources = new URL('../src/main/main.ts', import.meta.url);
  if (existsSync(sources)) {
    module.registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier, { ...context, conditions: [...context.conditions, 'parsec-spec:src'] }),
    });
  }
  const cache = cacheFolder();
  if (cache !== undefined) module.enableCompileCache?.(cache);
  whenOrphaned(() => process.kill(process.pid, 'SIGTERM'));
  const { main } = await import(existsSync(sources) ? sources.href : '../dist/src/main/main.js');
  // Not awaited: at Ctrl-D Node would print a warning about an unsettled promise.
  void main(process.argv.slice(2));
} else {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(
      `parsec-spec: needs Node ${needed} or newer, found ${process.version}: install it, or run \`npm ci\` here, which brings it`,
    );
    process.exit(5);
  }
  // Limits the young generation of the heap, whose default size grows with the memory of the
  // machine.
  const flags =
    process.argv[2] === 'serve'
      ? module.createRequire(self)('@parsec-spec/reference-server/node-flags.json')
      : [];
  const child = spawn(node, [...flags, self, ...process.argv.slice(2)], { stdio: descriptors(process.argv) });
  // A terminal sends Ctrl-C to the child too, so it is not forwarded.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenOrphaned(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(`parsec-spec: cannot run ${node}: ${error.message}`);
    process.exit(5);
  });
  child.on('exit', (code, signal) =>
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
  );
}

/**
 * The folder for compiled code. Its content is executed, so no other user may write to it. Node's
 * default below /tmp does not ensure that.
 */
function cacheFolder() {
  try {
    // A user id without an account has no home folder.
    const { XDG_CACHE_HOME = '' } = process.env;
    const base = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
    if (!isAbsolute(base)) return undefined;
    const folder = join(base, 'parsec-spec');
    for (const each of [base, folder]) if (!existsSync(each)) mkdirSync(each, { mode: 0o700 });
    const { mode, uid } = lstatSync(folder);
    const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOurs ? folder : undefined;
  } catch {
    return undefined;
  }
}

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

/** Finds the Node that the lock pins, in the platform package nearest to this file. */
function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = dirname(self); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', `node-${platform}-${process.arch}`, 'bin', executable);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}
