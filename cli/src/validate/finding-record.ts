import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expireScript, type FindingFilesOptions, findingFiles } from '@parsec-spec/conformance/report';
import {
  type CounterexampleView,
  isFinding,
  type RecordedFinding,
  type RunEvent,
  replayLines,
} from '@parsec-spec/conformance/runner';
import { CliError } from '../main/cli-error.ts';
import { makeFolder } from '../main/make-folder.ts';

/** Marks a folder as a record, which a later run may replace. */
const MARKER = 'record.json';

/** The script that expires the organizations of the findings. */
const EXPIRE = 'expire.sh';

/** The file with the story of a counterexample. */
const STORY = 'STORY.txt';

/** Options of {@link FindingRecord}. */
export interface FindingRecordOptions {
  /** Scheme, host and port of a server that goes on after the run. Undefined for any other target. */
  readonly server: string | undefined;
  /** Options of curl for TLS, as words of the shell. */
  readonly tls: readonly string[];
  readonly administrationToken: string | undefined;
  /** The command that repeats a check. */
  readonly replay: (check: string) => string;
}

/**
 * The folder of `validate --record DIR`, with a folder for each check that has a finding, and for each
 * counterexample of generated lives. The files hold secrets of the run's organizations, so only their
 * owner can read them.
 */
export class FindingRecord {
  readonly #root: string;
  readonly #options: FindingRecordOptions;
  /** Folders by check. */
  readonly #folders = new Map<string, string>();
  readonly #reported = new Set<string>();
  #stories = 0;
  #open: readonly string[] = [];
  #error: unknown;

  /** @param root - prepared by {@link prepareRecord} */
  constructor(root: string, options: FindingRecordOptions) {
    this.#root = root;
    this.#options = options;
  }

  /** Writes the folder of a finding. An error is kept for `end`, because it must not stop the run. */
  add(finding: RecordedFinding): void {
    const { check } = finding;
    this.#write(
      () => findingFiles(finding, this.#filesOptions(check)),
      this.#folders.get(check) ?? this.#newName(check),
    );
  }

  /** Writes the folder of a counterexample of generated lives. */
  #addStory({ requirement: { id }, observed: { status }, story, waived }: CounterexampleView): void {
    this.#stories += 1;
    const lines = [`# ${id}: the last call was answered ${status}`, ...replayLines(story, { waived })];
    this.#write(() => ({ [STORY]: `${lines.join('\n')}\n` }), `properties_${plain(id)}`);
  }

  #write(makeFiles: () => Readonly<Record<string, string | Uint8Array>>, folder: string): void {
    try {
      // A reader sees a complete folder or none. `mkdtemp` creates it with mode 0700.
      const draft = mkdtempSync(join(this.#root, '.draft-'));
      for (const [name, content] of Object.entries(makeFiles()))
        writeFileSync(join(draft, name), content, { mode: 0o600 });
      const path = join(this.#root, folder);
      rmSync(path, { recursive: true, force: true });
      renameSync(draft, path);
    } catch (error) {
      this.#error ??= error;
    }
  }

  /** Receives each event of the run. */
  event(event: RunEvent): void {
    if (event.event === 'check-finished' && isFinding(event.outcome)) this.#reported.add(event.check);
    if (event.event === 'properties-finished') for (const one of event.counterexamples) this.#addStory(one);
    if (event.event === 'run-finished') this.#open = event.organizations.open ?? [];
  }

  /**
   * Removes the folders of checks that the run did not report as findings: blocked ones, and those
   * that an interruption ended. Writes the script that expires the organizations of the others.
   * Returns the number of these checks, of stories, and of these organizations, and the message of the first error.
   */
  end(): {
    readonly checks: number;
    readonly stories: number;
    readonly open: number;
    readonly writeError: string | undefined;
  } {
    for (const [check, folder] of this.#folders)
      if (!this.#reported.has(check)) {
        this.#folders.delete(check);
        rmSync(join(this.#root, folder), { recursive: true, force: true });
      }
    this.#writeExpireScript();
    const writeError = this.#error === undefined ? undefined : writeErrorText(this.#root, this.#error);
    return { checks: this.#folders.size, stories: this.#stories, open: this.#open.length, writeError };
  }

  #filesOptions(check: string): FindingFilesOptions {
    const { server, tls, administrationToken, replay } = this.#options;
    return { again: replay(check), administrationToken, tls, isServerOpen: server !== undefined };
  }

  #writeExpireScript(): void {
    const { server, tls } = this.#options;
    if (server === undefined || this.#open.length === 0) return;
    const path = join(this.#root, EXPIRE);
    try {
      const earlier = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
      writeFileSync(path, expireScript({ server, names: this.#open, tls, earlier }), { mode: 0o600 });
    } catch (error) {
      this.#error ??= error;
    }
  }

  #newName(check: string): string {
    const usedNames = new Set(this.#folders.values());
    let name = plain(check);
    for (let next = 2; usedNames.has(name); next += 1) name = `${plain(check)}-${next}`;
    this.#folders.set(check, name);
    return name;
  }
}

/** A name that every file system takes. */
const plain = (name: string): string => name.replace(/[^\w.-]/g, '_');

/**
 * Prepares the folder of a record: a new one, an empty one, or a record of an earlier run, which is
 * removed. Its script stays, because its organizations are open until it is run.
 *
 * @throws CliError (`usage`) if it is none of these, or cannot be written
 */
export function prepareRecord(root: string): void {
  try {
    makeFolder(root);
    const names = readdirSync(root);
    if (names.length > 0 && !names.includes(MARKER))
      throw new CliError(
        'usage',
        `the folder ${root} of --record is not empty, and holds no record of an earlier run`,
        'name a new or an empty folder',
      );
    chmodSync(root, 0o700);
    for (const path of names.map((name) => join(root, name)))
      if (['exchange.json', STORY].some((name) => existsSync(join(path, name))))
        rmSync(path, { recursive: true });
    writeFileSync(join(root, MARKER), `${JSON.stringify({ format: 1 })}\n`, { mode: 0o600 });
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('usage', writeErrorText(root, error), 'name another folder');
  }
}

const writeErrorText = (root: string, error: unknown): string =>
  `--record ${root} cannot be written (${error instanceof Error ? error.message : error})`;
