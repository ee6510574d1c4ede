import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, type DeclarationReflection } from 'typedoc';
import { root } from '../generator/sources.ts';

/** A public module of a package. */
export interface ApiModule {
  readonly package: string;
  /** How it is imported. */
  readonly specifier: string;
  /** Folder of its page. */
  readonly address: string;
  /** Its exports, with references to those of other modules. */
  readonly exports: readonly DeclarationReflection[];
}

const packages = ['spec', 'reference-client', 'reference-server', 'conformance'];

/** The public modules by their file, as the packages list them. */
const modules = packages.flatMap((folder) => {
  const { name, exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly 'parsec-spec:src'?: string }>>;
  };
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const pattern = typeof target === 'string' ? undefined : target['parsec-spec:src'];
    if (pattern === undefined) return [];
    return globSync(pattern, { cwd: join(root, folder) }).map((path) => {
      const file = path.replaceAll('\\', '/').replace(/^\.\//, '');
      const [before = '', after = ''] = pattern.replace(/^\.\//, '').split('*');
      const star = file.slice(before.length, file.length - after.length);
      const part = subpath.replace(/^\.\//, '').replace('*', star);
      return { package: name, folder, file: `${folder}/${file}`, part };
    });
  });
});

/**
 * Reads the public modules of the packages with TypeDoc.
 *
 * @throws Error if TypeDoc cannot read one of them
 */
export async function readApi(): Promise<readonly ApiModule[]> {
  const app = await Application.bootstrap({
    entryPoints: modules.map(({ file }) => join(root, file)),
    basePath: root,
    tsconfig: join(import.meta.dirname, '..', '..', 'tsconfig.api.json'),
    // `npm run check` has checked the types.
    skipErrorChecking: true,
    excludeExternals: true,
    excludePrivate: true,
    disableGit: true,
    sourceLinkTemplate: 'none',
    sort: ['kind', 'source-order'],
    logLevel: 'Error',
  });
  const project = await app.convert();
  if (project === undefined || app.logger.hasErrors()) throw new Error('TypeDoc cannot read the packages');
  const byName = new Map(project.children?.map((module) => [module.name, module]));
  const read = modules.map(({ package: name, folder, file, part }) => {
    const module = byName.get(file.replace(/(\/index)?\.ts$/, ''));
    if (module === undefined) throw new Error(`TypeDoc has not read ${file}`);
    return {
      package: name,
      specifier: `${name}/${part}`,
      address: `api/${folder}/${part}`,
      exports: module.children ?? [],
    };
  });
  const byAddress = (one: ApiModule, other: ApiModule): number => (one.address < other.address ? -1 : 1);
  return packages.flatMap((folder) =>
    read.filter(({ address }) => address.startsWith(`api/${folder}/`)).sort(byAddress),
  );
}
