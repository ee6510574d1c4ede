import { globSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { root } from './generator/sources.ts';

/** Bundles the scripts of the live parts for browsers into a folder. */
export async function bundleLive(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: { live: page('live.ts'), judge: page('judge.ts') },
    platform: 'browser',
    tsconfig: false,
    resolve: { conditionNames: ['parsec-spec:src', 'browser', 'import', 'default'] },
    transform: {
      inject: {
        Buffer: [nodeInPage, 'Buffer'],
        setTimeout: [virtualTime, 'setTimeout'],
        clearTimeout: [virtualTime, 'clearTimeout'],
        'performance.now': [virtualTime, 'monotonicNow'],
        'Date.now': [virtualTime, 'dateNow'],
      },
    },
    plugins: [judgeInPage()],
    logLevel: 'warn',
  });
  await bundle.write({
    dir: folder,
    entryFileNames: '[name].js',
    chunkFileNames: 'live/[name]-[hash].js',
    minify: true,
    comments: false,
  });
}

/** Bundles the index of the search into a folder. A classic script, because a page opened from the disk loads no module. */
export async function bundleSearch(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: { 'search-index': join(import.meta.dirname, 'generator', 'search-index.ts') },
    platform: 'browser',
    tsconfig: false,
    resolve: { conditionNames: ['parsec-spec:src', 'browser', 'import', 'default'] },
    logLevel: 'warn',
  });
  await bundle.write({ dir: folder, format: 'iife', name: 'siteSearch', minify: true, comments: false });
}

const page = (name: string): string => join(import.meta.dirname, 'page', name);
const nodeInPage = page('node-in-page.ts');
const virtualTime = join(import.meta.dirname, 'live', 'virtual-time.ts');

const importsOf = (paths: readonly string[]): string =>
  paths
    .map((path) => `${JSON.stringify(path)}: () => import(${JSON.stringify(join(root, path))})`)
    .join(',\n');

const filesOf = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

/** Whether a file of checks can be bundled. Others read files, or judge clients and processes. */
export const isForPages = (path: string): boolean =>
  !/(sample|mutants)\.ts$|\/checks\/(client\/|faults\/|properties\/(?!stories))/.test(path);

/** Modules that the judge finds on the disk, or takes from Node. */
function judgeInPage(): Plugin {
  const checks = filesOf('conformance/checks/**/*.ts').filter(isForPages);
  const samples = filesOf('conformance/checks/commands/*/sample.ts');
  const modules: Readonly<Record<string, string>> = {
    'site:checks': `export const checkFiles = {${importsOf(checks)}};
      export const mutantFiles = {${importsOf(filesOf('conformance/checks/**/mutants.ts'))}};`,
    'site:samples': `const files = {${importsOf(samples)}};
      export const loadSamples = () => Promise.all(
        Object.entries(files).map(async ([path, load]) => ({ ...(await load()), command: path.split('/').at(-2) })),
      );`,
  };
  return {
    name: 'judge-in-page',
    resolveId(id, importer = '') {
      if (id === '@noble/curves/ed25519.js' && importer.endsWith('people/keys.ts')) return nodeInPage;
      if (id.endsWith('/load-samples.ts')) return 'site:samples';
      if (id.endsWith('/check-files.ts')) return 'site:checks';
      if (id === 'node:buffer') return nodeInPage;
      const name = id.replace(/^node:/, '');
      if (name !== 'buffer' && builtinModules.includes(name)) return `node-in-page:${name}.cjs`;
      return null;
    },
    load(id) {
      const [, name] = /^node-in-page:(.*)\.cjs$/.exec(id) ?? [];
      if (name === undefined) return modules[id] ?? null;
      return `module.exports = require(${JSON.stringify(nodeInPage)}).nodeInPage[${JSON.stringify(name)}] ?? {};`;
    },
  };
}
