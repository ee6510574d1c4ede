import { administrationFacts, type OperationName } from '@parsec-spec/spec/administration';
import {
  type CommandName,
  commandFacts,
  decodeReply,
  decodeRequest,
  type Family,
  families,
} from '@parsec-spec/spec/commands';
import { type Notation, toNotation } from '@parsec-spec/spec/notation';
import { explain, type SchemaName } from '@parsec-spec/spec/validate';
import { describe, expect, it } from 'vitest';
import { expectAsWritten, withoutEmptyMaps } from '../support/examples/as-written.ts';
import {
  bytesOf,
  type ExampleServer,
  knownPreconditions,
  startExampleServer,
} from '../support/examples/example-server.ts';
import { fillIn, rememberValues } from '../support/examples/fill-in.ts';
import {
  chapterText,
  type Example,
  examples,
  examplesIn,
  preconditions,
  type Turn,
} from '../support/examples/read-examples.ts';

const titleOf = ({ path, line, given }: Example): string => `${path}:${line} given ${given}`;
const ofCommands = examples.filter(({ path }) => !path.startsWith('administration/'));
const ofOperations = examples.filter(({ path }) => path.startsWith('administration/'));

/** The name of a request. */
const commandOf = ({ request }: Turn): CommandName | undefined =>
  Object(request).cmd as CommandName | undefined;

describe.each(ofCommands.map((example) => ({ title: titleOf(example), ...example })))('$title', (example) => {
  it('is a request by the schema, and is answered as the prose says, byte for byte', async () => {
    const state = await startExampleServer(example.given);
    const isHeard = example.turns.some(({ events }) => events.length > 0);
    const stream = isHeard ? await state.listen() : undefined;
    // The first event carries the settings of the organization. An example about another event
    // skips it.
    if (example.turns[0]?.request !== undefined) await stream?.next();
    for (const turn of example.turns) {
      const command = commandOf(turn);
      if (command !== undefined) await answered(command, turn, state);
      for (const event of turn.events) {
        const received = await stream?.next();
        rememberValues(event, received, state);
        expect(received).toEqual(fillIn(event, state, 'wire'));
      }
    }
    expect((await stream?.rest()) ?? []).toEqual([]);
  });
});

async function answered(command: CommandName, turn: Turn, state: ExampleServer): Promise<void> {
  const { request = null, reply = null, by } = turn;
  const family = turn.family === undefined ? onlyFamily(command) : (turn.family as Family);
  const body = bytesOf(fillIn(request, state, 'wire'));
  expect(decodeRequest(family, body)).toMatchObject({ ok: true, command });
  const { status, body: found } = await state.command(family, body, by);
  const refused = Object(reply).http as number | undefined;
  expect(status, Buffer.from(found).toString()).toBe(refused ?? 200);
  if (refused !== undefined) return;
  const read = decodeReply(command, found);
  const seen = read.kind === 'known' ? withoutEmptyMaps(toNotation(read.reply)) : read;
  rememberValues(reply, seen, state);
  const expected = fillIn(reply, state, 'wire');
  expect(decodeReply(command, bytesOf(expected))).toMatchObject({ kind: 'known' });
  expect(seen).toEqual(expected);
  expectAsWritten(found, expected);
}

function onlyFamily(command: CommandName): Family {
  const named = Object.keys(families).filter((family) =>
    (families[family as Family].commands as readonly string[]).includes(command),
  );
  expect(named, `families of ${command}: the example is to name one`).toHaveLength(1);
  return named[0] as Family;
}

describe.each(ofOperations.map((example) => ({ title: titleOf(example), ...example })))(
  '$title',
  (example) => {
    it('is a call by the schema, and is answered as the prose says', async () => {
      const state = await startExampleServer(example.given);
      const facts = administrationFacts[operationOf(example)];
      const [{ request = null, reply: written = null } = {}] = example.turns;
      const { method, target, body } = fillIn(request, state, 'json') as unknown as Call;
      expect(method).toBe(facts.method);
      expect(target.replace(/\?.*/, '')).toBe(facts.path.replace('{organization_id}', 'Acme'));
      if (facts.body === null) expect(body).toBeUndefined();
      else expect(explain(facts.body, body)).toBeUndefined();

      const expected = fillIn(written, state, 'json') as unknown as Answer;
      const reply = await state.administration(method, target, body);
      const found = {
        status: reply.status,
        body: JSON.parse(Buffer.from(reply.body).toString()) as unknown,
      };
      expect(found).toEqual(expected);
      expect(inOrder(found)).toBe(inOrder(expected));
      const result: SchemaName | null = facts.result;
      if (reply.status === 200 && result !== null) expect(explain(result, found.body)).toBeUndefined();
    });
  },
);

/** JSON with keys in message order. */
const inOrder = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** The operation whose README contains the example. */
const operationOf = ({ path }: Example): OperationName => path.split('/').at(-2) as OperationName;

describe('the documents', () => {
  it('contain in each README an example of its operation or command', () => {
    const folderOf = ({ path }: Example) => path.split('/').slice(0, -1).join('/');
    const shown = new Set([
      ...ofOperations.map(operationOf),
      ...ofCommands.flatMap((example) =>
        example.turns
          .map((turn) => commandOf(turn))
          .filter((name) => name !== undefined && commandFacts[name].folder === folderOf(example)),
      ),
      // The client never sends it: its README shows the received event.
      ...ofCommands
        .filter(
          ({ path, turns }) => path.includes('/events_listen/') && turns.some(({ events }) => events.length),
        )
        .map(() => 'events_listen'),
    ]);
    const wanted = [...Object.keys(administrationFacts), ...Object.keys(commandFacts)];
    expect(wanted.filter((name) => !shown.has(name as CommandName))).toEqual([]);
  });

  it.each(['certificates', 'events', 'greeting', 'invitations', 'ordering'])(
    'contain in the chapter on %s an executed example and a diagram',
    (chapter) => {
      const stories = examples.filter(({ path }) => path === `protocol/${chapter}.md`);
      expect(stories.flatMap(({ turns }) => turns).length).toBeGreaterThan(0);
      expect(chapterText(chapter)).toMatch(/^```mermaid$/m);
    },
  );

  it('use only explained preconditions, and each can be established', () => {
    expect([...knownPreconditions].sort()).toEqual([...preconditions].sort());
    const used = new Set(examples.map(({ given }) => given));
    expect([...preconditions].filter((given) => !used.has(given))).toEqual([]);
  });

  it('differ from a reply with a message that shows both, key order included', () => {
    const written = { status: 'ok', active_users_limit: null, realms: {} };
    const { status, ...rest } = written;
    const failure = (found: Notation): string => {
      try {
        expectAsWritten(bytesOf(found), written);
      } catch (error) {
        const { expected, actual } = error as { expected: string; actual: string };
        return `${expected}\n---\n${actual}`;
      }
      return 'none';
    };
    const shown = (value: Notation): string => JSON.stringify(value, undefined, 2);
    for (const found of [
      { ...rest, status },
      { ...written, realms: { a: 1 } },
      { ...written, status: 'no' },
    ])
      expect(failure(found)).toBe(`${shown(written)}\n---\n${shown(found)}`);
    expect(failure(written)).toBe('none');
  });

  it('an example in another notation is reported', () => {
    const right = '<!-- example: given=empty -->\n```json request\n{}\n```\n```json reply\n{}\n```\n';
    expect(examplesIn('commands/tos/tos_get/README.md', right)).toHaveLength(1);
    const story = right.replace('given=empty', 'then by=bob');
    expect(examplesIn('protocol/events.md', right + story)).toMatchObject([
      { given: 'empty', turns: [{ by: 'alice' }, { by: 'bob', request: {}, reply: {}, events: [] }] },
    ]);
    for (const wrong of [
      right.replace('json reply', 'json'),
      right.replace('```json reply\n{}\n```\n', ''),
      right.replace('<!-- example: given=empty -->\n', ''),
      right.replace('given=empty', 'given'),
      `${right}Then:\n\`\`\`json event\n{}\n\`\`\`\n`,
      story,
    ]) {
      expect(() => examplesIn('commands/tos/tos_get/README.md', wrong), wrong).toThrow(/example|then/);
    }
  });
});

interface Call {
  readonly method: string;
  readonly target: string;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
