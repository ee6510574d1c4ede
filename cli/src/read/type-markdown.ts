import { requirements } from '@parsec-spec/spec/requirements';
import { requirementLine } from './requirement-markdown.ts';

interface TypeSchema {
  readonly title: string;
  readonly description?: string;
}

/** Formats a type of the protocol as Markdown: its description, schema and requirement lines. */
export function typeMarkdown(name: string, json: string): string {
  const schema = JSON.parse(json) as TypeSchema;
  const lines = requirements.filter(({ id }) => id.startsWith(`types/${name}`)).map(requirementLine);
  return [
    `# ${name}`,
    schema.description ?? `The type ${schema.title}.`,
    `## Schema\n\n\`\`\`json\n${json.trim()}\n\`\`\``,
    ...(lines.length === 0 ? [] : [`## Requirements\n\n${lines.join('\n')}`]),
    'All types and their encoding: `read types`.',
  ].join('\n\n');
}
