// Makes the bundle of the command line in the folder of its first argument. With `--packed` the
// bundle reads files of the installed packages instead of sources.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SourceLine, SourceLocations } from '@parsec-spec/conformance/source-locations';
import { type Plugin, rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..', '..');

/** Packages with native code or files of their own, which stay outside. Some of them are optional. */
const OUTSIDE = /^(testcontainers|@lydell\/node-pty|sodium-native|pg-native|pg-cloudflare|msw)$/;

/** Modules that the sources import by a computed path. */
const subcommands = pathsOf('cli/src/commands/*.ts');
const samples = pathsOf('conformance/checks/commands/*/sample.ts');
const checks = pathsOf('conformance/checks/**/*.ts').filter((path) => !/(sample|mutants)\.ts$/.test(path));

function pathsOf(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

const fileOf = (path: string): string => JSON.stringify(join(root, path));
const importAll = (paths: readonly string[]): string =>
  paths.map((path, nth) => `export * as m${nth} from ${fileOf(path)};`).join('\n');
const loadersOf = (paths: readonly string[], load: (path: string, nth: number) => string): string =>
  paths.map((path, nth) => `[${JSON.stringify(path)}, () => ${load(path, nth)}],`).join('\n');

/**
 * The modules that the bundle adds. `source-url` says where a source is, or the file of a package
 * that was compiled from it. `modules` imports by such a URL. All checks are one module, and all
 * samples, which checks import while they are loaded, are another.
 */
const added = (packed: boolean): Readonly<Record<string, string>> => ({
  'bundle:source-url': packed
    ? `const inPackage = (name) => new URL('../../', import.meta.resolve('@parsec-spec/' + name)).href;
      const folders = {
        cli: () => new URL('../', import.meta.url).href,
        conformance: () => inPackage('conformance/judge'),
        'reference-server': () => inPackage('reference-server/core'),
      };
      export const sourceUrl = (path) => {
        const [, name, file] = /^([^/]+)\\/(.*)\\.ts$/.exec(path);
        return folders[name]() + file + '.js';
      };`
    : `export const sourceUrl = (path) => new URL('../../../' + path, import.meta.url).href;`,
  'bundle:modules': `import { sourceUrl } from 'bundle:source-url';
    const loaders = new Map([
      ${loadersOf(subcommands, (path) => `import(${fileOf(path)})`)}
      ${loadersOf(samples, (_, nth) => `import('bundle:samples').then((all) => all.m${nth})`)}
      ${loadersOf(checks, (_, nth) => `import('bundle:checks').then((all) => all.m${nth})`)}
    ].map(([path, load]) => [sourceUrl(path), load]));
    export const importByUrl = (url) => loaders.get(url)();`,
  'bundle:samples': importAll(samples),
  'bundle:checks': importAll(checks),
});

/** Lets sources find their files and import by computed paths as if they were not bundled. */
function sourcesInBundle(packed: boolean): Plugin {
  const texts = added(packed);
  return {
    name: 'sources-in-bundle',
    resolveId: { filter: { id: /^bundle:/ }, handler: (id) => id },
    load: { filter: { id: /^bundle:/ }, handler: (id) => texts[id] },
    transform: {
      filter: { id: /(?<!node_modules.*)\.ts$/, code: /import\.meta\.url|\bimport\((?!\s*['"])/ },
      handler: (code, id) => {
        const path = relative(root, id).replaceAll('\\', '/');
        const changed = code
          .replaceAll('import.meta.url', `sourceUrl(${JSON.stringify(path)})`)
          .replaceAll(/\bimport\((?!\s*['"])/g, 'importByUrl(');
        const imports = `import { sourceUrl } from 'bundle:source-url'; import { importByUrl } from 'bundle:modules';`;
        // Lines stay as they are, and so does the map.
        return { code: `${imports} ${changed}`, map: null };
      },
    },
  };
}

/** Writes the bundle. Returns the files that it was made of. */
async function writeBundle(folder: string, packed: boolean): Promise<readonly string[]> {
  const files: string[] = [];
  const bundle = await rolldown({
    input: {
      main: join(root, 'cli/src/main/main.ts'),
      locations: join(root, 'conformance/src/report/source-locations.ts'),
    },
    platform: 'node',
    tsconfig: false,
    // `import` and `require` are added for each import: the two forms of a package differ.
    resolve: { conditionNames: ['parsec-spec:src', 'node', 'default'] },
    external: OUTSIDE,
    plugins: [
      sourcesInBundle(packed),
      {
        name: 'files',
        buildEnd() {
          files.push(...[...this.getModuleIds()].filter((id) => isAbsolute(id)));
        },
      },
    ],
    logLevel: 'warn',
  });
  await bundle.write({
    dir: folder,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    sourcemap: !packed,
    sourcemapExcludeSources: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  return files;
}

/** Finds the sources of a bundle of the checkout by its source maps. */
async function locationsIn(folder: string): Promise<SourceLocations> {
  process.setSourceMapsEnabled(true);
  const { sourceLocations } = await import(pathToFileURL(join(folder, 'locations.mjs')).href);
  return sourceLocations();
}

const isInstalled = (file: string): boolean => file.includes(`${sep}node_modules${sep}`);

/** The licences of the installed packages in a bundle. */
function licencesOf(files: readonly string[]): string {
  const folders = files
    .filter(isInstalled)
    .map((file) => /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0]);
  const texts = [...new Set(folders)].sort().map((folder = '') => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const [file] = globSync('{LICEN[CS]E,license,licence}*', { cwd: folder });
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
    return `${name} ${version}: ${license}\n\n${text.trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** The paths of what a bundle depends on: files, and folders in which a new file would belong to it. */
function inputs(bundled: readonly string[], locations: SourceLocations): readonly string[] {
  const sources = bundled.filter((file) => !isInstalled(file));
  const located = Object.values(locations).flatMap(
    (lines: Readonly<Record<string, SourceLine | readonly SourceLine[]>>) => Object.values(lines).flat(),
  );
  const files = [
    ...sources.map((file) => relative(root, file).replaceAll('\\', '/')),
    ...located.map(({ file }) => file),
    ...pathsOf('cli/bundle/*'),
  ];
  const searched = files.filter((path) => /^(cli\/src\/commands|conformance\/(checks|test))\//.test(path));
  const folders = searched.flatMap((path) => [dirname(path), dirname(dirname(path))]);
  return [...new Set([...files, ...folders, 'node_modules/.package-lock.json'])];
}

const [name = '', mode] = process.argv.slice(2);
const folder = resolve(name);
const files = await writeBundle(folder, false);
const locations = await locationsIn(folder);
if (mode === '--packed') {
  rmSync(folder, { recursive: true });
  await writeBundle(folder, true);
}
// `serve` offers it, and finds it beside the bundle.
const build = [join(root, 'reference-client', 'app', 'build.ts'), join(folder, 'client-app')];
const appFiles: readonly string[] = JSON.parse(execFileSync(process.execPath, build, { encoding: 'utf8' }));
const all = [...files, ...appFiles];
if (mode === '--packed') writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(all));
else writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs(all, locations)));
writeFileSync(join(folder, 'source-locations.json'), JSON.stringify(locations));
