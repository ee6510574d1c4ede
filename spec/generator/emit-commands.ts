import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type CommandFolder, pascalCase } from './named-schema.ts';
import { SourceError, sourcePaths } from './source-files.ts';

const authentications = ['none', 'invitation', 'device'];

/** The content of `family.json`: the route of a family, and how its requests are authenticated. */
interface FamilyFacts {
  readonly route: string;
  readonly method: string;
  readonly authentication: string;
  /** For devices: whether requests are refused while the user has terms to accept. */
  readonly needs_terms?: boolean;
}

/**
 * Emits the table of families and their commands, and the request and reply types of each command.
 */
export function emitCommands(root: string, commands: readonly CommandFolder[]): string {
  const names = sourcePaths(root, 'commands/*/family.json').map((path) => basename(dirname(path)));
  for (const { folder, families } of commands) {
    const unknown = families.find((family) => !names.includes(family));
    if (unknown !== undefined) throw new SourceError(`${folder}: the family ${unknown} has no family.json`);
  }
  const families = names.map((family) => {
    const text = readFileSync(join(root, 'commands', family, 'family.json'), 'utf8');
    const { route, method, authentication, needs_terms = false } = JSON.parse(text) as FamilyFacts;
    if (!authentications.includes(authentication))
      throw new SourceError(
        `commands/${family}/family.json: authentication is one of ${authentications.join(', ')}`,
      );
    const served = commands.filter(({ families }) => families.includes(family)).map(({ name }) => name);
    const facts = { route, method, authentication, needs_terms, commands: served.sort() };
    return `  ${family}: ${JSON.stringify(facts)},`;
  });
  const wireNames = commands.map(({ name }) => name).sort();
  const requests = wireNames.map((name) => `  ${name}: Types.${pascalCase(name)}Request;`);
  const replies = wireNames.map((name) => `  ${name}: Types.${pascalCase(name)}Reply;`);
  const facts = [...commands]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, folder, mapFields, replyMapFields, statuses }) => {
      const schema = pascalCase(name);
      const facts = {
        folder,
        request: `${schema}Request`,
        reply: `${schema}Reply`,
        mapFields,
        replyMapFields,
        statuses,
      };
      return `  ${name}: ${JSON.stringify(facts)},`;
    });
  return [
    "import type * as Types from './types.ts';",
    '',
    '/** The families of routes, their authentication and their commands (spec/protocol/transport.md). */',
    'export const families = {',
    ...families,
    '} as const;',
    '',
    '/** The folder, schemas and statuses of each command, and its fields that are maps with keys that are not text. */',
    'export const commandFacts = {',
    ...facts,
    '} as const;',
    '',
    '/** Request of each command. */',
    'export interface Requests {',
    ...requests,
    '}',
    '',
    '/** Replies of each command. */',
    'export interface Replies {',
    ...replies,
    '}',
    '',
  ].join('\n');
}
