#!/usr/bin/env node
// Plain JavaScript, because whatever Node is first on PATH runs it: one that is too old must still say so.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { whenOrphaned } from './when-orphaned.mjs';

const launcher = fileURLToPath(new URL('../../launch.mjs', import.meta.url));
const inRepository =
  existsSync(launcher) && existsSync(fileURLToPath(new URL('../src/main/index.ts', import.meta.url)));
const launched = (process.env.NODE_OPTIONS ?? '').includes('--conditions=parsec-spec:src');
const isOld = Number(process.versions.node.split('.')[0]) < 24;

if (inRepository && (isOld || !launched)) {
  process.argv.splice(2, 0, 'parsec-spec');
  await import(pathToFileURL(launcher).href);
} else if (isOld) {
  console.error(`parsec-spec: needs Node 24 or newer, found ${process.version}.`);
  process.exitCode = 5;
} else {
  whenOrphaned(() => process.kill(process.pid, 'SIGTERM'));
  const { main } = await import('parsec-spec/main');
  process.exitCode = await main(process.argv.slice(2));
}
