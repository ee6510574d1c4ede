/** A table as it is shown: a title, a line under it, cells of text. The first column is on the left, the others on the right. */
export interface Table {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** For a terminal. */
export function asText({ title, note, columns, rows }: Table): string {
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`;
  return [title, ...(note === undefined ? [] : [note]), line(columns), ...rows.map(line)].join('\n');
}

/** For a document. */
export function asMarkdown({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = line(columns.map((_, at) => (at === 0 ? '---' : '---:')));
  return [
    `### ${title}`,
    '',
    ...(note === undefined ? [] : [note, '']),
    line(columns),
    rule,
    ...rows.map(line),
  ].join('\n');
}
