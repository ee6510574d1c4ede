import type { Profile, StoryCall } from './story.ts';
import { emailOf, FOREIGN_TOKEN, ownerOf, UNKNOWN_ATTEMPT, UNKNOWN_TOKEN } from './story.ts';

/**
 * The forms of the calls of a story, by command. `{field}` stands for the value of a field, `{field=words}`
 * for a field with one value, and `[…]` for a part that may be absent. The first fitting form counts.
 */
export const forms: readonly (readonly [cmd: StoryCall['cmd'], form: string])[] = [
  ['user_create', "{by} enrols {user}[ with {email}'s address][ as {profile}][ dated {dated}]"],
  ['device_create', '{by} adds {device}[ dated {dated}]'],
  ['user_update', '{by} makes {user} {profile}[ dated {dated}]'],
  ['user_revoke', '{by} revokes {user}[ dated {dated}]'],
  ['invite_new_device', '{by} invites a device[ {mail=by mail}]'],
  ['invite_new_user', '{by} invites {email}[ {mail=by mail}]'],
  ['invite_cancel', '{by} cancels {token}'],
  ['invite_complete', '{by} completes {token}'],
  ['invite_list', '{by} lists invitations'],
  ['invite_info', 'claimer looks at {token}'],
  ['organization_info', '{by} asks'],
  ['list_frozen_users', '{by} lists frozen users'],
  ['certificate_get', '{by} reads[ after certificate {after}][ {noSequester=without sequester}]'],
  ['tos_get', '{by} reads terms'],
  ['tos_accept', '{by} accepts terms {terms}[ {off}]'],
  ['stream_open', '{by} listens[ on stream {stream}][ {pause=after a pause}]'],
  ['stream_close', '{by} stops listening[ on stream {stream}]'],
  ['stream_resume', '{by} listens again[ on stream {stream}]'],
  ['greeting_run', '{by} greets {token} up to step {step}'],
  ['greeting_start', 'claimer starts {token} with {greeter}'],
  ['greeting_start', '{by} starts {token}[ as {greeter}]'],
  [
    'greeting_step',
    'claimer takes step {step} of {attempt} at {token} with {greeter}[ {half=and another half}]',
  ],
  [
    'greeting_step',
    '{by} takes step {step} of {attempt} at {token}[ as {greeter}][ {half=and another half}]',
  ],
  ['greeting_cancel', 'claimer ends {attempt} at {token} with {greeter} for {reason}'],
  ['greeting_cancel', '{by} ends {attempt} at {token}[ as {greeter}] for {reason}'],
  ['organization_create', 'create[ {limit}][ {terms}][ {outsiders}][ {archiving}]'],
  [
    'organization_bootstrap',
    '{user} bootstraps[ by {link}][ {sequestered=with a sequester authority}][ dated {dated}]',
  ],
  ['organization_status', 'read status'],
  ['user_list', 'list users'],
  ['organization_stats', 'read statistics'],
  ['user_freeze', 'freeze {user}[ {byAddress=by address}]'],
  ['user_unfreeze', 'unfreeze {user}[ {byAddress=by address}]'],
  ['organization_expire', 'expire'],
  ['organization_unexpire', 'unexpire'],
  ['organization_publish_terms', 'publish terms'],
  ['organization_remove_terms', 'remove terms'],
  ['organization_limit', '{limit}'],
  ['organization_update', 'update[ {limit}][ {expired}][ {terms}][ {outsiders}][ {archiving}]'],
];

/** How the values of a field are written. */
interface Kind {
  /** The source of a regular expression that the words match. */
  readonly pattern: string;
  readonly read: (words: string) => unknown;
  readonly write: (value: unknown) => string;
}

/** Values that are written as they are. */
const text = (pattern: string): Kind => ({ pattern, read: (words) => words, write: String });

const number = (before = ''): Kind => ({
  pattern: `${before}\\d{1,9}`,
  read: (words) => Number(words.slice(before.length)),
  write: (value) => `${before}${value}`,
});

/** Values with words of their own. */
const oneOf = (values: ReadonlyMap<unknown, string>, others?: Kind): Kind => ({
  pattern: [...values.values(), ...(others === undefined ? [] : [others.pattern])].join('|'),
  read: (words) => {
    const [value] = [...values].find(([, own]) => own === words) ?? [];
    return value === undefined && others !== undefined ? others.read(words) : value;
  },
  write: (value) => values.get(value) ?? others?.write(value) ?? String(value),
});

const NAME = '[a-z][a-z0-9]{0,31}';
/** An address is told from one in another letter case. */
const ADDRESS = '[A-Za-z][A-Za-z0-9]{0,31}';
const LAPTOP = 'laptop';

/** A device: `alice/phone`, or `alice` for her laptop. */
const device: Kind = {
  pattern: `${NAME}(?:/[a-z0-9]{1,32})?`,
  read: (words) => {
    const [user, own = LAPTOP] = words.split('/');
    return `${user}-${own}`;
  },
  write: (value) => deviceWords(String(value)),
};

/** The words for a device with this label: `alice/phone` for `alice-phone`, `alice` for her laptop. */
export function deviceWords(label: string): string {
  const user = ownerOf(label);
  const own = label.slice(user.length + 1);
  return own === LAPTOP ? user : `${user}/${own}`;
}

/** An invitation: `zoe#1` is the first of that address, `alice/device#1` the first of a device of hers. */
const token: Kind = {
  pattern: `${ADDRESS}(?:/device)?#\\d{1,4}|an unknown invitation|a foreign invitation`,
  read: (words) => {
    if (words === 'an unknown invitation') return UNKNOWN_TOKEN;
    if (words === 'a foreign invitation') return FOREIGN_TOKEN;
    const [about = '', nth] = words.split('#');
    const [user, isDevice] = about.split('/');
    return `${isDevice === undefined ? emailOf(about) : user}#${nth}`;
  },
  write: (value) => {
    if (value === UNKNOWN_TOKEN) return 'an unknown invitation';
    if (value === FOREIGN_TOKEN) return 'a foreign invitation';
    const [about = '', nth] = String(value).split('#');
    return `${about.includes('@') ? nameIn(about) : `${about}/device`}#${nth}`;
  },
};

const nameIn = (email: string): string => email.replace(/@.*/, '');
const profiles: readonly Profile[] = ['ADMIN', 'STANDARD', 'OUTSIDER'];

const dates = new Map<unknown, string>([
  ['last', 'like the last certificate'],
  ['before-last', '1 µs before the last certificate'],
  ['after-last', '1 µs after the last certificate'],
  ['ahead', '290 s ahead'],
  ['behind', '310 s ago'],
]);

const kinds: Readonly<Record<string, Kind>> = {
  by: device,
  device: text(`(?:${NAME}/)?[a-z0-9]{1,32}`),
  token,
  user: text(ADDRESS),
  greeter: text(NAME),
  email: { pattern: ADDRESS, read: (words) => emailOf(words), write: (value) => nameIn(String(value)) },
  profile: text(profiles.join('|')),
  dated: oneOf(dates),
  after: number(),
  terms: number(),
  off: oneOf(
    new Map([
      ['early', '1 µs early'],
      ['late', '1 µs late'],
    ]),
  ),
  stream: number(),
  step: { ...number(), pattern: '[0-8]' },
  attempt: oneOf(new Map([[UNKNOWN_ATTEMPT, 'an unknown attempt']]), number('attempt ')),
  reason: text('[A-Z_]{1,64}'),
  link: oneOf(
    new Map<unknown, string>([
      [null, 'no link'],
      ['foreign', 'a foreign link'],
    ]),
    number('link '),
  ),
  limit: oneOf(new Map([[null, 'no limit']]), number('limit ')),
  expired: oneOf(
    new Map([
      [true, 'expired'],
      [false, 'not expired'],
    ]),
  ),
  outsiders: oneOf(
    new Map([
      [true, 'with outsiders'],
      [false, 'without outsiders'],
    ]),
  ),
  archiving: number('archiving after s '),
};

/** The kind of `terms` where the administration sets them. */
const settingOfTerms = oneOf(
  new Map([
    ['published', 'with terms'],
    ['removed', 'without terms'],
  ]),
);

/** The value of a field with one value. */
const single = (field: string): unknown => (field === 'half' ? 'other' : true);

/** The values that a form leaves out. */
function defaultsOf(cmd: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (cmd === 'user_create') return { profile: 'STANDARD', email: emailOf(String(fields.user)) };
  if (cmd === 'organization_bootstrap') return { link: 1 };
  if (cmd === 'organization_create') return { limit: null };
  if (cmd.startsWith('stream_')) return { stream: 1 };
  return cmd.startsWith('greeting_') && fields.by !== undefined
    ? { greeter: ownerOf(String(fields.by)) }
    : {};
}

const FIELD = /\{(\w+)(?:=([^}]*))?\}/g;

const kindOf = (cmd: string, field: string): Kind | undefined =>
  field === 'terms' && cmd.startsWith('organization_') ? settingOfTerms : kinds[field];

/** The regular expression of a form. */
function expressionOf(cmd: string, form: string): RegExp {
  const source = form
    .replaceAll('[', '(?:')
    .replaceAll(']', ')?')
    .replace(FIELD, (_, field: string, words?: string) => {
      return `(?<${field}>${words ?? kindOf(cmd, field)?.pattern})`;
    });
  return new RegExp(`^${source}$`);
}

const expressions = forms.map(([cmd, form]) => [cmd, form, expressionOf(cmd, form)] as const);

/** A new device: `phone` is one of the caller, and `bob/phone` one of another user. */
const addedLabel = (words: string, owner: string): string =>
  words.includes('/') ? words.replace('/', '-') : `${owner}-${words}`;
const addedWords = (label: string, owner: string): string =>
  ownerOf(label) === owner ? label.slice(owner.length + 1) : label.replace('-', '/');

/** The fields of a call with the value of `device`, if there is one, written or read. */
const withDevice = <T extends Readonly<Record<string, unknown>>>(
  fields: T,
  change: (device: string, owner: string) => string,
): T =>
  fields.device === undefined
    ? fields
    : { ...fields, device: change(String(fields.device), ownerOf(String(fields.by))) };

/** Reads the words of one call. Undefined: no form fits. */
export function readCall(words: string): StoryCall | undefined {
  for (const [cmd, , expression] of expressions) {
    const groups = expression.exec(words)?.groups;
    if (groups === undefined && !expression.test(words)) continue;
    const fields = Object.entries(groups ?? {}).flatMap(([field, value]) => {
      if (value === undefined) return [];
      const kind = kindOf(cmd, field);
      return [[field, kind === undefined ? single(field) : kind.read(value)] as const];
    });
    const given = Object.fromEntries(fields);
    return withDevice({ cmd, ...defaultsOf(cmd, given), ...given }, addedLabel) as StoryCall;
  }
  return undefined;
}

/**
 * Writes a call as words that {@link readCall} reads.
 *
 * @throws Error if the call has a field without words
 */
export function writeCall(call: StoryCall): string {
  const { cmd, in: _, malformed: __, ...all } = call;
  const fields = withDevice<Readonly<Record<string, unknown>>>({ ...all, fault: undefined }, addedWords);
  const defaults = defaultsOf(cmd, fields);
  for (const [own, form] of forms) {
    if (own !== cmd) continue;
    const written = form.replace(/\[[^\]]*\]|\{[^}]*\}/g, (part) => {
      const isOptional = part.startsWith('[');
      const [, field = '', words] = new RegExp(FIELD.source).exec(part) ?? [];
      const value = fields[field];
      if (isOptional && (value === undefined || value === defaults[field])) return '';
      const text = words ?? kindOf(cmd, field)?.write(value) ?? '';
      return isOptional ? part.slice(1, -1).replace(FIELD, () => text) : text;
    });
    if (isSame(readCall(written), { cmd, ...all })) return written;
  }
  throw new Error(`no words for the call ${JSON.stringify(call)}`);
}

/** Whether two calls have the same fields, apart from a mistake. */
function isSame(one: StoryCall | undefined, other: object): boolean {
  const entries = (call: object) =>
    JSON.stringify(
      Object.entries(call)
        .filter(([field, value]) => field !== 'fault' && value !== undefined)
        .sort(([left], [right]) => (left < right ? -1 : 1)),
    );
  return one !== undefined && entries(one) === entries(other);
}
