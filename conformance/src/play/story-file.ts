import { type RequirementId, requirements } from '@parsec-spec/spec/requirements';
import type { Story, StoryCall } from '@parsec-spec/spec/stories';
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schemas/story.schema.json' with { type: 'json' };
import type { Status } from '../model/calls.ts';
import { TargetError } from '../targets/target.ts';
import { parseJson } from '../wire/parse-json.ts';
import { terminalLine } from '../wire/terminal-text.ts';
import { mistakeOf } from './malformed-requests.ts';
import { nearMisses } from './near-misses.ts';

/** A story as a file (`conformance/schemas/story.schema.json`). It holds names and no secret. */
export interface StoryFile extends Story {
  readonly format: typeof FORMAT;
  /** The requirement that the answer to the last call broke. */
  readonly requirement: RequirementId;
  /** The status of that answer. */
  readonly status: Status;
  /** Requirements that the server was known to break. */
  readonly waived: readonly RequirementId[];
}

/** Makes the content of a story file. */
export const storyFile = (
  { organization, calls }: Story,
  {
    requirement,
    status,
    waived,
  }: { readonly requirement: string; readonly status: Status; readonly waived: readonly string[] },
): StoryFile => ({
  format: FORMAT,
  requirement: requirement as RequirementId,
  status,
  waived: waived as readonly RequirementId[],
  organization,
  calls,
});

/**
 * Reads a story file.
 *
 * @param name - names the file in error messages
 * @throws TargetError (`usage`) that names the place and what was expected there
 */
export function parseStory(text: string, name: string): StoryFile {
  const wrong = (what: string) =>
    new TargetError(
      'usage',
      `${name}: ${terminalLine(what)}`,
      'name a STORY.json of `validate --record`; conformance/schemas/story.schema.json describes it',
    );
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw wrong(`expected JSON (${error instanceof Error ? error.message : error})`);
  }
  const complaint = complaintOf(value);
  if (complaint === undefined) return value as StoryFile;
  const place = complaint.path.join('/');
  throw wrong(`${place === '' ? '' : `${place}: `}expected ${complaint.expected}`);
}

/** The format of story files. */
const FORMAT = 1;

/** Largest story file that is read, in bytes. */
export const MAX_STORY_BYTES = 1_048_576;

/** Largest number in a call: of a step, an attempt, a certificate, terms or users. */
const MAX_NUMBER = 1000;

/** Largest number of a greeting step. */
const LAST_STEP = 8;

/** The forms of names. Addresses are in example.com, so that no story makes a server write to others. */
const NAME = /^[a-z][a-z0-9]{0,31}$/;
const DEVICE = /^[a-z][a-z0-9]{0,31}-[a-z0-9]{1,32}$/;
const FORMS: Readonly<Record<string, { readonly form: RegExp; readonly example: string }>> = {
  by: { form: DEVICE, example: 'alice-laptop' },
  device: { form: DEVICE, example: 'alice-phone' },
  user: { form: NAME, example: 'bob' },
  greeter: { form: NAME, example: 'alice' },
  email: { form: /^[a-z0-9][a-z0-9.+-]{0,63}@example\.com$/, example: 'zoe@example.com' },
  token: { form: /^[a-z][a-z0-9.+-]{0,63}(@example\.com)?#\d{1,4}$/, example: 'zoe@example.com#1' },
  reason: { form: /^[A-Z_]{1,64}$/, example: 'MANUALLY_CANCELLED' },
};

/** Longest value in an error message, in characters. */
const MAX_SHOWN = 60;

let ajv: Ajv2020 | undefined;

/** The path of the schema of each call in the schema of a story. */
const callSchemas: ReadonlyMap<string, string> = new Map(
  schema.$defs.storyCall.anyOf.flatMap(({ properties: { cmd } }, index) => {
    const names = 'const' in cmd ? [cmd.const] : cmd.enum;
    return names.map((name) => [name, `#/$defs/storyCall/anyOf/${index}`] as const);
  }),
);

const requirementIds: ReadonlySet<unknown> = new Set(requirements.map(({ id }) => id));

/** A place in a file that is wrong. */
interface Complaint {
  /** The keys and indices that lead to the place. */
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

function complaintOf(value: unknown): Complaint | undefined {
  const file = Object(value) as Partial<StoryFile>;
  if (file.format !== FORMAT)
    return { path: ['format'], expected: `a story of format ${FORMAT}, found ${shown(file.format)}` };
  for (const [index, call] of Array.isArray(file.calls) ? file.calls.entries() : []) {
    const path = ['calls', index];
    const { cmd } = Object(call) as Partial<StoryCall>;
    const place = callSchemas.get(String(cmd));
    if (place === undefined)
      return {
        path: [...path, 'cmd'],
        expected: `a known call, found ${shown(cmd)}: ${[...callSchemas.keys()].sort().join(', ')}`,
      };
    const complaint = schemaComplaint(`story${place}`, call) ?? valueComplaint(call as StoryCall);
    if (complaint !== undefined) return { ...complaint, path: [...path, ...complaint.path] };
  }
  const complaint = schemaComplaint('story', value);
  if (complaint !== undefined) return complaint;
  const unknown = [file.requirement, ...(file.waived ?? [])].find((id) => !requirementIds.has(id));
  return unknown === undefined
    ? undefined
    : {
        path: unknown === file.requirement ? ['requirement'] : ['waived'],
        expected: `the id of a requirement, found ${shown(unknown)}`,
      };
}

/** What the schema does not say: names of near misses, and the range of numbers. */
function valueComplaint(call: StoryCall): Complaint | undefined {
  if ('fault' in call && call.fault !== undefined && !Object.hasOwn(nearMisses[call.cmd], call.fault))
    return { path: ['fault'], expected: `a known mistake of ${call.cmd}, found ${shown(call.fault)}` };
  if (call.malformed !== undefined && mistakeOf(call.malformed) === undefined)
    return { path: ['malformed'], expected: `a known mistake of a request, found ${shown(call.malformed)}` };
  for (const [key, value] of Object.entries(call)) {
    const largest = key === 'step' ? LAST_STEP : MAX_NUMBER;
    const smallest = ['attempt', 'after', 'link'].includes(key) ? 1 : 0;
    if (typeof value === 'number' && (value < smallest || value > largest))
      return { path: [key], expected: `a number from ${smallest} to ${largest}, found ${value}` };
    const known = FORMS[key];
    if (typeof value === 'string' && known?.form.test(value) === false)
      return { path: [key], expected: `${key} like ${known.example}, found ${shown(value)}` };
  }
  return undefined;
}

function schemaComplaint(reference: string, value: unknown): Complaint | undefined {
  ajv ??= new Ajv2020({ allErrors: true, allowUnionTypes: true, schemas: [{ ...schema, $id: 'story' }] });
  const validate = ajv.getSchema(reference);
  if (validate === undefined) throw new Error(`the schema has no ${reference}`);
  if (validate(value) === true) return undefined;
  const [error] = validate.errors ?? [];
  const path = (error?.instancePath ?? '')
    .split('/')
    .slice(1)
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const { missingProperty, additionalProperty, allowedValues, allowedValue } = error?.params ?? {};
  if (missingProperty !== undefined) return { path, expected: `the key ${shown(missingProperty)}` };
  if (additionalProperty !== undefined)
    return {
      path: [...path, String(additionalProperty)],
      expected: `no key ${shown(additionalProperty)} here`,
    };
  const among = allowedValues ?? (allowedValue === undefined ? undefined : [allowedValue]);
  const what = among === undefined ? (error?.message ?? 'another value') : `one of ${among.join(', ')}`;
  return { path, expected: `${path.at(-1) ?? 'the file'}: ${what.replace(/^must (be|have) /, '')}` };
}

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};
