#!/usr/bin/env node
// Plain JavaScript, because the Node that starts it may be too old to strip types. A package contains
// a bundle, and a checkout makes one of its sources.
import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import * as module from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { watchParent } from './parent-watch.mjs';

const needed = 24;

if (Number(process.versions.node.split('.')[0]) >= needed) {
  const cache = cacheFolder();
  if (cache !== undefined) module.enableCompileCache?.(cache);
  watchParent(() => process.kill(process.pid, 'SIGTERM'));
  const { main } = await import(await program());
  // Not awaited: at Ctrl-D Node would print a warning about an unsettled promise.
  void main(process.argv.slice(2));
} else {
  // A checkout brings its own Node 24.
  const launcher = new URL('../../launch.mjs', import.meta.url);
  if (existsSync(launcher)) {
    process.argv.splice(2, 0, 'parsec-spec');
    await import(launcher.href);
  } else {
    console.error(`parsec-spec: needs Node ${needed} or newer, found ${process.version}: install it`);
    process.exit(5);
  }
}

/** The URL of the module to run. */
async function program() {
  const sources = new URL('../src/main/main.ts', import.meta.url);
  if (!existsSync(sources)) return new URL('../dist/program/main.mjs', import.meta.url).href;
  const { currentBundle, nameSourcesInStacks } = await import('../bundle/current.mjs');
  const bundle = currentBundle();
  if (bundle !== undefined) {
    nameSourcesInStacks();
    return bundle;
  }
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'parsec-spec:src'] }),
  });
  return sources.href;
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
