import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { constants, Script } from 'node:vm';
import type {
  Installation,
  InstallationOptions,
  openInstallation,
} from '@parsec-spec/reference-client/driver';
import type { RequirementId } from '@parsec-spec/spec/requirements';

/** One edit of a source file. */
export interface Edit {
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A reference client that breaks one rule on purpose, by edits of one source file. */
export interface SourceMutant {
  readonly name: string;
  /** The requirement that it breaks. */
  readonly requirement: RequirementId;
  /** Path below the root of the repository. */
  readonly file: string;
  readonly edits: readonly Edit[];
}

/**
 * A mutant, named after the rule that it breaks and how.
 *
 * @param file - path below `reference-client/src`, or below the root if it begins with `spec/`
 * @param texts - one or more pairs of a text that occurs once and its replacement
 */
export function sourceMutant(
  requirement: RequirementId,
  how: string,
  file: string,
  ...texts: readonly string[]
): SourceMutant {
  const edits = texts.flatMap((find, at) => (at % 2 === 0 ? [{ find, replace: texts[at + 1] ?? '' }] : []));
  const path = file.startsWith('spec/') ? file : `reference-client/src/${file}`;
  return { name: `${requirement}#${how}`, requirement, file: path, edits };
}

const root = new URL('../../../', import.meta.url).href;
const isCopied = (url: string): boolean =>
  url.startsWith(root) && /^(reference-client|spec)\/src\/.*\.ts$/.test(url.slice(root.length));

/** The number of times that each text occurs in the file of the mutant. */
export function occurrences({ file, edits }: SourceMutant): readonly number[] {
  const source = readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
  return edits.map(({ find }) => source.split(find).length - 1);
}

const loaded = new Map<string, SourceMutant>();
const QUERY = '?mutant=';

// A mutant is a second instance of the modules of the client: the query makes their URLs different.
// The modules of the specification are shared with the correct client unless the mutant edits one.
function registerMutants(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      const name = context.parentURL?.split(QUERY)[1];
      const mutant = name === undefined ? undefined : loaded.get(name);
      if (mutant === undefined || !isCopied(found.url)) return found;
      const isShared = !mutant.file.startsWith('spec/') && found.url.startsWith(`${root}spec/`);
      return isShared ? found : { ...found, url: `${found.url}${QUERY}${name}` };
    },
    load: (url, context, next) => {
      const [file = '', name = ''] = url.split(QUERY);
      const mutant = loaded.get(name);
      if (mutant === undefined) return next(file, context);
      const source =
        file === root + mutant.file
          ? stripTypeScriptTypes(edited(readFileSync(fileURLToPath(file), 'utf8'), mutant))
          : strippedFile(file);
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

const stripped = new Map<string, string>();

/** The JavaScript of a file. Node would strip the types again for each mutant. */
function strippedFile(file: string): string {
  const source = stripped.get(file) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'));
  stripped.set(file, source);
  return source;
}

const edited = (source: string, { edits }: SourceMutant): string =>
  edits.reduce((text, { find, replace }) => text.replace(find, () => replace), source);

// The test runner would transform each copy of each module.
const nativeImport = new Script('(url) => import(url)', {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (url: string) => Promise<{ openInstallation: typeof openInstallation }>;

/** Loads the driver of such a client. Returns a function that opens an installation. */
export async function loadSourceMutant(
  mutant: SourceMutant,
): Promise<(home: string, settings: InstallationOptions) => Installation> {
  if (loaded.size === 0) registerMutants();
  const key = encodeURIComponent(mutant.name);
  loaded.set(key, mutant);
  const { openInstallation } = await nativeImport(
    `${root}reference-client/src/driver/index.ts${QUERY}${key}`,
  );
  return openInstallation;
}
