/** A block of commands in a document that a test runs. */
export interface Fence {
  /** The first line that the commands stand on. */
  readonly line: number;
  readonly commands: string;
  /** What the document says comes out: each line, in this order; `…` stands for anything. */
  readonly output: string | undefined;
}

/**
 * The blocks of `markdown` that are marked `sh run` (or `sh` and another mark), each with the block marked `text output`
 * that follows it, if one does.
 */
export function fencesToRun(markdown: string, mark = 'run'): readonly Fence[] {
  const blocks = [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    kind: (match[1] ?? '').trim(),
    text: match[2] ?? '',
    line: markdown.slice(0, match.index).split('\n').length + 1,
  }));
  return blocks.flatMap(({ kind, text, line }, index) => {
    if (kind !== `sh ${mark}`) return [];
    const next = blocks[index + 1];
    return [{ line, commands: text, output: next?.kind === 'text output' ? next.text : undefined }];
  });
}
