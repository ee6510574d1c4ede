import { administrationFacts, type OperationName } from '@parsec-spec/spec/administration';
import { type CommandName, decodeReply, decodeRequest, type Family } from '@parsec-spec/spec/commands';
import { type Notation, toNotation } from '@parsec-spec/spec/notation';
import { explain, type SchemaName } from '@parsec-spec/spec/validate';
import { describe, expect, it } from 'vitest';
import { type Example, examples, examplesIn, preconditions } from './read-examples.ts';
import { bytesOf, type Situation, situation, situations } from './situation.ts';

const titleOf = ({ path, line, given }: Example): string => `${path}:${line} given ${given}`;
const commands = examples.filter(({ path }) => path.startsWith('commands/'));
const operations = examples.filter(({ path }) => path.startsWith('administration/'));

describe.each(commands.map((example) => ({ title: titleOf(example), ...example })))('$title', (example) => {
  it('is a request by the schema, and is answered as the prose says, byte for byte', async () => {
    const state = await situation(example.given);
    const command = example.name as CommandName;
    const body = bytesOf(filled(example.request, state, 'wire'));
    expect(decodeRequest(example.family as Family, body)).toMatchObject({ ok: true, command });
    const expected = filled(example.reply, state, 'wire');
    expect(decodeReply(command, bytesOf(expected))).toMatchObject({ kind: 'known' });

    const { status, body: answered } = await state.command(example.family ?? '', body);
    expect(status, Buffer.from(answered).toString()).toBe(200);
    const read = decodeReply(command, answered);
    expect(read.kind === 'known' ? withoutEmptyMaps(toNotation(read.reply)) : read).toEqual(expected);
    expect(Buffer.from(answered).equals(bytesOf(expected))).toBe(true);
  });
});

describe.each(operations.map((example) => ({ title: titleOf(example), ...example })))('$title', (example) => {
  it('is a call by the schema, and is answered as the prose says', async () => {
    const state = await situation(example.given);
    const facts = administrationFacts[example.name as OperationName];
    const { method, target, body } = filled(example.request, state, 'json') as unknown as Call;
    expect(method).toBe(facts.method);
    expect(target.replace(/\?.*/, '')).toBe(facts.path.replace('{organization_id}', 'Acme'));
    if (facts.body === null) expect(body).toBeUndefined();
    else expect(explain(facts.body, body)).toBeUndefined();

    const expected = filled(example.reply, state, 'json') as unknown as Answer;
    const reply = await state.administration(method, target, body);
    const answered = {
      status: reply.status,
      body: JSON.parse(Buffer.from(reply.body).toString()) as unknown,
    };
    expect(answered).toEqual(expected);
    const result: SchemaName | null = facts.result;
    if (reply.status === 200 && result !== null) expect(explain(result, answered.body)).toBeUndefined();
  });
});

describe('the prose', () => {
  it('shows an example of every operation, and of every command by which an organization is born', () => {
    const shown = new Set(examples.map(({ name }) => name));
    const wanted = [...Object.keys(administrationFacts), ...ofTheFirstDay];
    expect(wanted.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('uses the preconditions that it explains, and each can be brought about', () => {
    expect([...situations].sort()).toEqual([...preconditions].sort());
    const used = new Set(examples.map(({ given }) => given));
    expect([...preconditions].filter((given) => !used.has(given))).toEqual([]);
  });

  it('an example that is written otherwise is noticed', () => {
    const right = '<!-- example: given=empty -->\n```json request\n{}\n```\n```json reply\n{}\n```\n';
    expect(examplesIn('commands/tos/tos_get/README.md', right)).toHaveLength(1);
    for (const wrong of [
      right.replace('json reply', 'json'),
      right.replace('<!-- example: given=empty -->\n', ''),
    ]) {
      expect(() => examplesIn('commands/tos/tos_get/README.md', wrong)).toThrow(/is not a comment/);
    }
  });
});

const ofTheFirstDay: readonly CommandName[] = [
  'ping',
  'server_config',
  'organization_bootstrap',
  'organization_info',
  'certificate_get',
  'tos_get',
  'tos_accept',
];

interface Call {
  readonly method: string;
  readonly target: string;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The example with the values of the cast in it. */
function filled(value: Notation, state: Situation, form: 'wire' | 'json'): Notation {
  if (Array.isArray(value)) return value.map((item: Notation) => filled(item, state, form));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first?.[0] === '$cast') return state.cast(String(first[1]), form);
  return Object.fromEntries(entries.map(([key, item]) => [key, filled(item, state, form)]));
}

// Prose writes every empty map as `{}`.
const withoutEmptyMaps = (value: Notation): unknown =>
  JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    JSON.stringify(item) === '{"$map":[]}' ? {} : item,
  );
