import { expect, test } from 'vitest';
import { PostgresSnapshots } from '../../../src/storage/postgres/postgres-snapshots.ts';

const PIECE_BYTES = 1_048_576;
const bodyOf = (version: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: 2 * PIECE_BYTES + 5 }, (_, nth) => (nth >> 8) + version));

/**
 * A database with one long snapshot and a record after it; another node keeps the next one between
 * these two reads.
 */
class Replaced {
  version = 3;
  settings: string[] = [];
  readonly #replacedBefore: string;

  constructor(replacedBefore: string) {
    this.#replacedBefore = replacedBefore;
  }

  async attempt(): Promise<never> {
    throw new Error('nothing is written here');
  }

  async read({
    name = '',
    values = [],
  }: {
    readonly name?: string | undefined;
    readonly values?: unknown[] | undefined;
  }) {
    this.settings.push(name);
    if (this.settings.join(' ') === this.#replacedBefore) this.version += 1;
    const body = bodyOf(this.version);
    if (name === 'open') {
      const [version, length] = [String(this.version), body.length];
      return [
        { version, body: body.subarray(0, PIECE_BYTES), length, whole: true },
        { version: String(this.version + 1), body: Buffer.from([7]), length: 0, whole: false },
      ];
    }
    const at = Number(values[3]) - 1;
    return values[1] === this.version ? [{ body: body.subarray(at, at + PIECE_BYTES) }] : [];
  }
}

test.each([
  ['never', 'never', 3, 'open continue continue'],
  ['before its second piece', 'open continue', 4, 'open continue open continue continue'],
  ['before its last piece', 'open continue continue', 4, 'open continue continue open continue continue'],
])(
  'a long snapshot is read in pieces, all of the same snapshot: replaced %s',
  async (_, replacedBefore, version, settings) => {
    const database = new Replaced(replacedBefore);
    const { snapshot, bodies } = await new PostgresSnapshots(database).open('A', 1);
    expect([snapshot?.version, bodies]).toEqual([version, [Buffer.from([7])]]);
    expect(Buffer.compare(snapshot?.body ?? Buffer.alloc(0), bodyOf(version))).toBe(0);
    expect(database.settings.join(' ')).toBe(settings);
  },
);
