import { administrationFacts, type OperationName } from '@parsec-spec/spec/administration';
import { bytesOfBase64, DateTime, hexOf, Uuid } from '@parsec-spec/spec/codec';
import { type CommandName, decodeReply, type Family, families } from '@parsec-spec/spec/commands';
import { toNotation } from '@parsec-spec/spec/notation';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  administrationAdmission,
  administrationRules,
  commandRules,
  deviceAdmission,
  type Guards,
  invitationAdmission,
  organizationAdmission,
  tokenAdmission,
  tosAdmission,
} from '@parsec-spec/spec/rules';
import { pretty, withOpened } from './draft.ts';
import { type Answer, type Call, unpacked } from './scene.ts';
import type { KeyNames } from './senders.ts';

/** HTTP status of an answer, and the status in its body, as recorded examples write them. */
export function outcomeText({ status, body }: Answer): string {
  const { status: inBody } = Object(unpacked(body)?.value) as { status?: unknown };
  return typeof inBody === 'string' ? `${status} \`${inBody}\`` : `HTTP ${status}`;
}

/** A guard, and what it did. */
export interface GuardStep {
  readonly requirement: RequirementId;
  readonly outcome: 'passed' | 'refused' | 'not reached' | 'left out';
}

/** Where a request leads: a family with a command, or an operation of the administration. */
export function routeOf({ method, target, body }: Call) {
  const path = target.replace(/\?.*/, '');
  const matches = (route: string): boolean =>
    new RegExp(`^${route.replace('{organization_id}', '[^/]+')}$`).test(path);
  const [operation] =
    Object.entries(administrationFacts).find(([, facts]) => facts.method === method && matches(facts.path)) ??
    [];
  const isEvents = path.endsWith('/events');
  const [family] =
    Object.entries(families).find(([, { route }]) => matches(isEvents ? `${route}/events` : route)) ?? [];
  const { cmd } = Object(unpacked(bytesOfBase64(body))?.value) as { cmd?: unknown };
  const command = isEvents ? 'events_listen' : cmd;
  return {
    operation: operation as OperationName | undefined,
    family: family as Family | undefined,
    command:
      typeof command === 'string' && Object.hasOwn(commandRules, command)
        ? (command as CommandName)
        : undefined,
  };
}

type AnyGuards = Guards<never, unknown>;

/** The guards that judge a request, in their order. `prepare` stands for what is checked between them. */
function guardsOf(call: Call): readonly RequirementId[] {
  const { operation, family, command } = routeOf(call);
  const rules = (command === undefined ? {} : commandRules[command as keyof typeof commandRules]) as {
    readonly entry?: AnyGuards;
    readonly guards?: AnyGuards;
  };
  const admission: readonly AnyGuards[] =
    operation !== undefined
      ? [
          ...(operation === 'organization_create' ? [] : [administrationAdmission]),
          administrationRules[operation as keyof typeof administrationRules].guards,
        ]
      : family === undefined || family === 'anonymous_server'
        ? []
        : family === 'anonymous'
          ? [organizationAdmission]
          : family === 'invited'
            ? [organizationAdmission, invitationAdmission]
            : [organizationAdmission, family === 'tos' ? tosAdmission : deviceAdmission, tokenAdmission];
  const lists = [...admission, rules.entry ?? {}, rules.guards ?? {}];
  return lists.flatMap((guards) => Object.keys(guards) as RequirementId[]);
}

/**
 * The guards of a request, with what each did. A refusal while a command is prepared stands between
 * those of the entry and the others.
 */
export function guardSteps(
  call: Call,
  { refusedBy, status }: Answer,
  omit: readonly RequirementId[],
): readonly GuardStep[] {
  const guards = [...guardsOf(call)];
  const { command } = routeOf(call);
  const rules = command === undefined ? undefined : commandRules[command as keyof typeof commandRules];
  if (refusedBy !== undefined && !guards.includes(refusedBy)) {
    const later = Object.keys(rules?.guards ?? {}).length;
    guards.splice(guards.length - later, 0, refusedBy);
  }
  const end = refusedBy === undefined ? guards.length : guards.indexOf(refusedBy);
  // A refusal without a requirement came before all guards: by the form of the request.
  const isEarly = refusedBy === undefined && status >= 400;
  return guards.map((requirement, index) => ({
    requirement,
    outcome: omit.includes(requirement)
      ? 'left out'
      : isEarly || index > end
        ? 'not reached'
        : index === end
          ? 'refused'
          : 'passed',
  }));
}

/** A reply, decoded. */
export function replyText(call: Call, { body, frames, headers }: Answer, keys: KeyNames): string {
  if (frames !== undefined) return frames.map((frame) => frameText(frame, keys)).join('\n');
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (!type.startsWith('application/msgpack')) return new TextDecoder().decode(body);
  const { command } = routeOf(call);
  const read = command === undefined ? undefined : decodeReply(command, body);
  const value = read?.kind === 'known' ? read.reply : unpacked(body)?.value;
  return notationText(value, keys) ?? hexOf(body);
}

const frameText = (frame: string, keys: KeyNames): string =>
  frame.replace(/^data: ?(\S+)$/gm, (line, data: string) => {
    const text = notationText(unpacked(bytesOfBase64(data))?.value, keys);
    return text === undefined ? line : `data: ${text}`;
  });

function notationText(value: unknown, keys: KeyNames): string | undefined {
  try {
    return pretty(withOpened(toNotation(value), keys));
  } catch {
    return undefined;
  }
}

/** What differs between two states, one line each. */
export function stateChanges(before: object, after: object): readonly string[] {
  const [earlier, later] = [flatten(before), flatten(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((path) => {
    const [old, fresh] = [earlier.get(path), later.get(path)];
    if (old === fresh || path === 'version') return [];
    return [
      ...(old === undefined ? [] : [`- ${path}: ${old}`]),
      ...(fresh === undefined ? [] : [`+ ${path}: ${fresh}`]),
    ];
  });
}

/** The leaves of a state, by their path. */
function flatten(value: unknown, path = '', leaves = new Map<string, string>()): ReadonlyMap<string, string> {
  const isLeaf =
    typeof value !== 'object' ||
    value === null ||
    value instanceof Uint8Array ||
    DateTime.is(value) ||
    Uuid.is(value);
  if (isLeaf) leaves.set(path, leafText(value));
  else {
    const entries =
      value instanceof Map
        ? [...value]
        : value instanceof Set
          ? [...value].map((item) => [item, true])
          : Object.entries(value);
    for (const [key, item] of entries) flatten(item, path === '' ? String(key) : `${path}.${key}`, leaves);
  }
  return leaves;
}

function leafText(value: unknown): string {
  try {
    return JSON.stringify(toNotation(value))
      .replace(/^\{"\$\w+":(.*)\}$/, '$1')
      .replace(/^"(.*)"$/, '$1');
  } catch {
    return String(value);
  }
}

/** A command line that sends the request to a server. */
export function curlOf({ method, target, headers, body }: Call): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const sent = headers.filter(([name]) => !/^(host|content-length)$/i.test(name));
  const parts = [
    `curl -X ${method} ${quoted(`http://127.0.0.1:6777${target}`)}`,
    ...sent.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === '' ? [] : ['--data-binary @-']),
  ];
  const command = parts.join(' \\\n  ');
  return body === '' ? command : `echo ${body} | base64 -d | ${command}`;
}
