import type { Requirement } from '@parsec-spec/spec/requirements';

/** Formats a requirement as the line in its README. */
export function requirementLine(requirement: Requirement): string {
  const { id, level, sentence, row, underTest, testable, reason, supersededBy } = requirement;
  const notes = [
    ...(testable ? [] : [` (not testable: ${reason})`]),
    ...(supersededBy === undefined ? [] : [` (superseded by ${supersededBy})`]),
  ];
  return `- **${id}** ${level} ${sentence} (${row}, ${underTest})${notes.join('')}`;
}

/** Formats requirements as Markdown, with references to their chapters. */
export function requirementsMarkdown(title: string, asked: readonly Requirement[]): string {
  const homes = [...new Set(asked.map(({ id }) => id.slice(0, id.indexOf('/'))))];
  return [
    `# ${title}`,
    asked.map(requirementLine).join('\n'),
    `Described in ${homes.map((home) => `\`read ${home}\``).join(', ')}; how it is tested: \`explain ${asked[0]?.id}\`.`,
  ].join('\n\n');
}
