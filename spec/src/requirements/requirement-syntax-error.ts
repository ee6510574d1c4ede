// A line under `## Requirements` is not a requirement line. The message names file, line, the
// expected form and the text found.
export class RequirementSyntaxError extends Error {
  readonly code = 'requirement-syntax';
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, expected: string, found: string) {
    super(`${file}:${line}: expected ${expected}; found: ${found.slice(0, 200)}`);
    this.name = 'RequirementSyntaxError';
    this.file = file;
    this.line = line;
  }
}
