// Builds the pages of the client into the folder of its argument, as files that any server can offer.
// Prints the files that they were made of, as JSON. For tests, a second argument is JSON: texts of
// modules and their replacements.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { dictionary } from '@zxcvbn-ts/language-common';
import { rolldown } from 'rolldown';

const here = import.meta.dirname;

/** Where `.github/workflows/site.yml` publishes the site. */
const PUBLISHED_SITE = 'https://parsec-spec.github.io/parsec-spec/';

/** The whole list has 200 kB, and its most common entries find most weak passwords. */
const COMMON_PASSWORDS = 3_000;

const passwordLists: Readonly<Record<string, string>> = {
  COMMON_PASSWORDS: JSON.stringify(dictionary['passwords-common'].slice(0, COMMON_PASSWORDS)),
  PASSPHRASE_WORDS: JSON.stringify(dictionary['diceware-common']),
};

/** A text that occurs once in a module, which another one replaces. */
interface Replacement {
  /** The path of the module from the root of the tree. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const [, , target = '', replaced = '[]'] = process.argv;
const replacements = JSON.parse(replaced) as readonly Replacement[];

/** The code of a module with its replacements. */
function altered(code: string, id: string): string {
  const file = relative(join(here, '..', '..'), id).replaceAll(sep, '/');
  let text = code;
  for (const { find, replace } of replacements.filter((each) => each.file === file)) {
    if (text.split(find).length !== 2) throw new Error(`${file} does not contain this once: ${find}`);
    text = text.replace(find, () => replace);
  }
  return text;
}

/** Names in `assets` contain a hash of the content, so that browsers may keep them forever. */
function writeAsset(folder: string, name: string, content: string): string {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 10);
  const file = name.replace('.', `-${hash}.`);
  writeFileSync(join(folder, 'assets', file), content);
  return file;
}

/** Bundles a module and what it imports into one script. */
async function bundle(
  module: string,
  define: Readonly<Record<string, string>>,
): Promise<{ readonly code: string; readonly files: readonly string[] }> {
  const files: string[] = [];
  const built = await rolldown({
    input: join(here, module),
    platform: 'browser',
    tsconfig: false,
    resolve: { conditionNames: ['parsec-spec:src', 'browser', 'default'] },
    transform: { define },
    plugins: [
      {
        name: 'files',
        transform: { order: 'pre', handler: altered },
        buildEnd() {
          files.push(...[...this.getModuleIds()].filter((id) => isAbsolute(id)));
        },
      },
    ],
    logLevel: 'warn',
  });
  const { output } = await built.generate({ format: 'esm', minify: true, codeSplitting: false });
  return { code: output[0].code, files };
}

async function build(folder: string): Promise<readonly string[]> {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const own = ['index.html', 'style.css', 'icon.svg'].map((name) => join(here, name));
  const [html = '', style = '', icon = ''] = own.map((file) => readFileSync(file, 'utf8'));
  const worker = await bundle('worker/worker.ts', passwordLists);
  const workerFile = writeAsset(folder, 'worker.js', worker.code);
  const page = await bundle('page/main.ts', {
    WORKER_FILE: JSON.stringify(workerFile),
    SITE_ADDRESS: JSON.stringify(PUBLISHED_SITE),
  });
  const names: Readonly<Record<string, string>> = {
    'page.js': writeAsset(folder, 'page.js', page.code),
    'style.css': writeAsset(folder, 'style.css', style),
    'icon.svg': writeAsset(folder, 'icon.svg', icon),
  };
  const text = html.replaceAll(/assets\/([\w.]+)/g, (_, name: string) => `assets/${names[name]}`);
  writeFileSync(join(folder, 'index.html'), text);
  return [...new Set([...own, join(here, 'build.ts'), ...worker.files, ...page.files])];
}

process.stdout.write(JSON.stringify(await build(target)));
