import type { Requirement } from '@parsec-spec/spec/requirements';

/** The line of a requirement as its README has it. */
export function requirementLine(requirement: Requirement): string {
  const { id, level, sentence, row, underTest, testable, reason, supersededBy } = requirement;
  const notes = [
    ...(testable ? [] : [` (not testable: ${reason})`]),
    ...(supersededBy === undefined ? [] : [` (superseded by ${supersededBy})`]),
  ];
  return `- **${id}** ${level} ${sentence} (${row}, ${underTest})${notes.join('')}`;
}

/** Requirements asked for by id, row or section, and where they are told. */
export function requirementsMarkdown(title: string, asked: readonly Requirement[]): string {
  const homes = [...new Set(asked.map(({ id }) => id.slice(0, id.indexOf('/'))))];
  return [
    `# ${title}`,
    asked.map(requirementLine).join('\n'),
    `Told in ${homes.map((home) => `\`read ${home}\``).join(', ')}; how it is tried: \`explain ${asked[0]?.id}\`.`,
  ].join('\n\n');
}
