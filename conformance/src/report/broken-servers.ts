/** What notices a broken server: a row of `matrix.json`. */
export interface MatrixRow {
  readonly server: string;
  /** The requirement that it breaks. Absent: the server is derived, and may break several or none. */
  readonly requirement?: string;
  readonly noticedBy: (typeof kinds)[number];
  /** The first check that noticed it, the requirement that lives named, or why it is right. */
  readonly by?: string;
}

const kinds = ['own check', 'another check', 'lives', 'equivalent', 'nothing', 'not played'] as const;

/** A section of COVERAGE.md: how many broken servers are noticed by what, and those that no check notices. */
export function brokenServersText(matrix: readonly MatrixRow[]): readonly string[] {
  const line = (name: string, rows: readonly MatrixRow[]) =>
    `| ${name} | ${kinds.map((kind) => rows.filter(({ noticedBy }) => noticedBy === kind).length).join(' | ')} |`;
  return [
    '',
    '## Broken servers',
    '',
    '`npm run matrix` plays the suite on each broken server until a check fails. Some break one requirement on purpose. Others are',
    'derived: each reply, record and event of a run, with one thing wrong. These break no requirement by name.',
    '`matrix.json` says of each what notices it. `npm run matrix -- --shard 1/8` plays a part of them.',
    '',
    '| servers | a check of the requirement | another check | generated lives | equivalent | nothing | not played |',
    '|---|---|---|---|---|---|---|',
    line(
      'of a requirement',
      matrix.filter(({ requirement }) => requirement !== undefined),
    ),
    line(
      'derived',
      matrix.filter(({ requirement }) => requirement === undefined),
    ),
    '',
    '| no check notices | noticed by |',
    '|---|---|',
    ...matrix
      .filter(({ noticedBy }) => !noticedBy.endsWith(' check') && noticedBy !== 'not played')
      .map(({ server, noticedBy, by }) => `| ${server} | ${noticedBy}${by === undefined ? '' : `: ${by}`} |`),
  ];
}
