import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandFolder, pascalCase } from './named-schema.ts';

const order = ['anonymous', 'anonymous_server', 'invited', 'authenticated', 'tos'] as const;

/** The table of families and their commands, and the request and reply types of each command. */
export function emitCommands(root: string, commands: readonly CommandFolder[]): string {
  const families = order.map((family) => {
    const facts = JSON.parse(readFileSync(join(root, 'commands', family, 'family.json'), 'utf8')) as Record<
      string,
      string
    >;
    const served = commands.filter(({ families }) => families.includes(family)).map(({ name }) => name);
    const known = commands.find(({ families }) =>
      families.some((name) => !order.includes(name as (typeof order)[number])),
    );
    if (known !== undefined)
      throw new Error(`${known.folder}: unknown family in ${known.families.join(', ')}`);
    return `  ${family}: { route: '${facts.route}', method: '${facts.method}', authentication: '${facts.authentication}', commands: [${served
      .sort()
      .map((name) => `'${name}'`)
      .join(', ')}] },`;
  });
  const names = commands.map(({ name }) => name).sort();
  const requests = names.map((name) => `  ${name}: Types.${pascalCase(name)}Request;`);
  const replies = names.map((name) => `  ${name}: Types.${pascalCase(name)}Reply;`);
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
    '/** Where each command is told, which schemas it has, which request fields are maps with keys that are not text. */',
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
