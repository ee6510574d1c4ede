/** A block of commands in a document that a test runs. */
export interface Fence {
  /** The line number of the first command. */
  readonly line: number;
  readonly commands: string;
  /** The output in the document: each line, in this order; `…` stands for any text. */
  readonly output: string | undefined;
}

/**
 * Finds the blocks of `markdown` that are marked `sh run` (or another language and mark), each with
 * the block marked `text output` that follows it, if there is one.
 */
export function fencesToRun(markdown: string, mark = 'run', language = 'sh'): readonly Fence[] {
  const blocks = [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    kind: (match[1] ?? '').trim(),
    text: match[2] ?? '',
    line: markdown.slice(0, match.index).split('\n').length + 1,
  }));
  return blocks.flatMap(({ kind, text, line }, index) => {
    if (kind !== `${language} ${mark}`) return [];
    const next = blocks[index + 1];
    return [{ line, commands: text, output: next?.kind === 'text output' ? next.text : undefined }];
  });
}

/**
 * Compares the output of commands with a document: each line of the document must occur, in this
 * order, and `…` stands for any text. Returns both if they differ.
 */
export function difference(output: string, printed: string): string | undefined {
  let rest = printed;
  for (const line of output.split('\n').filter((text) => text.trim() !== '')) {
    const at = rest.search(new RegExp(line.split('…').map(RegExp.escape).join('.*')));
    if (at < 0) return `expected next:\n${line}\n\nprinted:\n${printed}`;
    rest = rest.slice(at);
  }
  return undefined;
}
