import { isDeepStrictEqual } from 'node:util';
import {
  FOREIGN_TOKEN,
  type OrganizationOutcome,
  type ReportedSettings,
  type SettingsUpdate,
  UNKNOWN_TOKEN,
} from '../faults/model/calls.ts';
import { describeOutcome, itemText } from '../faults/model/describe.ts';
import {
  type GreetingStoryCall,
  NOBODY,
  ownerOf,
  type Story,
  type StoryCall,
  UNKNOWN_ATTEMPT,
} from '../properties/story.ts';
import type { CounterexampleView, DifferenceView } from '../runner/run-events.ts';
import { plural } from '../wire/terminal-text.ts';

/** The calls of a story as sentences, in order. */
export function storyLines({ organization, calls }: Story): readonly string[] {
  const used = new Set(['undefined alice', 'undefined alice-laptop']);
  return [
    `Alice founds the organization${forUsers(organization.active_users_limit)}${organization.sequestered === true ? ' with a sequester authority' : ''}`,
    ...calls.map((call) => {
      const ids = idsOf(call).map((id) => `${call.in} ${id}`);
      const isNew = !ids.some((id) => used.has(id));
      for (const id of ids) used.add(id);
      return `${sentence(call, isNew)}${call.in === undefined ? '' : PLACES[call.in]}${call.malformed === undefined ? '' : `; ${call.malformed.what}`}`;
    }),
  ];
}

/** The names of the user and the device that a call asks to make. */
function idsOf(call: StoryCall): readonly string[] {
  if (call.cmd === 'device_create') return [call.device];
  const isUser = call.cmd === 'user_create' || call.cmd === 'organization_bootstrap';
  return isUser ? [call.user, `${call.user}-laptop`] : [];
}

const authorityOf = ({ sequestered }: { readonly sequestered?: true }): string =>
  sequestered === true ? ' and a sequester authority' : '';

const PLACES = {
  second: ', in the second organization',
  twin: ', in an organization whose name differs from the first one by case only',
} as const;

/** A counterexample as lines of plain text: the story, the answer, and what the rules allow. */
export const counterexampleLines = ({
  story,
  asked,
  observed,
  allowed,
  by,
  other,
}: CounterexampleView): readonly string[] => [
  ...numbered(story),
  `=> ${asked === undefined ? '' : askedLine(asked)}${answered(by, apart(observed, allowed), other)}; the rules allow ${formatted(allowed.map((one) => apart(one, [observed])))}`,
];

/** A difference of two servers that the model allows, as lines of plain text. */
export const differenceLines = ({
  story,
  observed,
  other,
  allowed,
  knownBreach,
}: DifferenceView): readonly string[] => [
  ...numbered(story),
  `=> ${answered('target', observed, other)}; the model allows ${formatted(allowed)}${
    knownBreach === undefined ? '' : `, and a baseline expects the breach of ${knownBreach}`
  }`,
];

const numbered = (story: Story): readonly string[] =>
  storyLines(story).map((line, index) => `${index + 1}. ${line}`);

const ASKS: Readonly<Partial<Record<string, string>>> = {
  events_listen: 'listens to the events',
};

/** Who asked for the effect of a story, and how. */
const askedLine = ({ command, device: label }: NonNullable<CounterexampleView['asked']>): string =>
  `${label === undefined ? 'the claimer' : device(label)} ${ASKS[command] ?? `calls ${command}`}: `;

/** Who answered what. With two servers, A is the target. */
function answered(
  by: CounterexampleView['by'],
  observed: OrganizationOutcome,
  other: OrganizationOutcome | undefined,
): string {
  if (by === undefined || other === undefined) return `answered ${formatted([observed])}`;
  const [one, another] = by === 'against' ? ['B', 'A'] : ['A', 'B'];
  return `${one} answered ${formatted([observed])}, ${another} answered ${formatted([other])}`;
}

/**
 * An outcome whose lists show, after `…`, only the items that another outcome lacks. A list that is the same
 * in all outcomes is left out. One that lacks no item or has more than three such items stays whole.
 */
function apart(outcome: OrganizationOutcome, others: readonly OrganizationOutcome[]): OrganizationOutcome {
  const fields = Object.entries(outcome).flatMap(([field, value]) => {
    if (!Array.isArray(value)) return [[field, value]];
    const lists = others.map((other) => new Map(Object.entries(other)).get(field));
    if (lists.every((list) => isDeepStrictEqual(list, value))) return [];
    const own = value.filter((item) =>
      lists.some((list = []) => !list.map(itemText).includes(itemText(item))),
    );
    const isBrief = own.length > 0 && own.length <= 3 && own.length < value.length;
    return [[field, isBrief ? ['…', ...own] : value]];
  });
  return Object.fromEntries(fields);
}

const formatted = (outcomes: readonly OrganizationOutcome[]): string =>
  outcomes
    .map(describeOutcome)
    .map((text) => text.replace(/^HTTP (\d+)/, (http, code) => `${http}${REFUSALS[code] ?? ''}`))
    .join(' or ');

/** What the refusals of the protocol's own HTTP statuses mean. */
const REFUSALS: Readonly<Partial<Record<string, string>>> = {
  460: ' (organization expired)',
  461: ' (user revoked)',
  462: ' (user frozen)',
  463: ' (terms not accepted)',
};

const name = (user: string): string =>
  user === NOBODY ? 'an unknown user' : user.charAt(0).toUpperCase() + user.slice(1);

/** A device, as in `Carl's phone`. */
const device = (label: string): string => `${name(ownerOf(label))}'s ${label.replace(/^.*-/, '')}`;

/** An invitation, as in `invitation 2 of zoe@example.com`. */
const invitation = (token: string): string => {
  if (token === UNKNOWN_TOKEN) return 'an unknown invitation';
  if (token === FOREIGN_TOKEN) return 'an invitation of another organization';
  const [about = '', number] = token.split('#');
  return about.includes('@')
    ? `invitation ${number} of ${about}`
    : `device invitation ${number} of ${name(about)}`;
};

const attempt = (number: number | undefined): string =>
  number === UNKNOWN_ATTEMPT ? 'an unknown attempt' : `attempt ${number}`;

/** For how many active users an organization is made. */
const forUsers = (limit: number | null): string =>
  limit === null ? '' : ` for ${plural(limit, 'active user')}`;

const byAddress = (call: { readonly byAddress?: true }): string =>
  call.byAddress === true ? ' by e-mail address' : '';

const byMail = (call: { readonly mail?: true }): string => (call.mail === true ? ' by mail' : '');

/** What an update of settings changes. */
function updateLine({ limit, expired, terms, outsiders, archiving }: Omit<SettingsUpdate, 'cmd'>): string {
  const changes = [
    ...(limit === undefined
      ? []
      : [limit === null ? 'removes the limit' : `limits the active users to ${limit}`]),
    ...(expired === undefined ? [] : [expired ? 'lets the organization expire' : 'lifts the expiry']),
    ...(terms === undefined ? [] : [terms === 'published' ? 'publishes terms' : 'removes the terms']),
    ...(outsiders === undefined ? [] : [`${outsiders ? 'allows' : 'forbids'} OUTSIDERs`]),
    ...(archiving === undefined ? [] : [`sets an archiving period of ${archiving} s`]),
  ];
  return changes.length === 0
    ? 'updates no setting'
    : changes.join(', ') + (changes.length > 1 ? ' at once' : '');
}

/** The settings without effect, as in `an archiving period of 1 s`. */
const reportedWords = ({ outsiders, archiving }: ReportedSettings): readonly string[] => [
  ...(outsiders === undefined ? [] : [outsiders ? 'OUTSIDERs allowed' : 'no OUTSIDERs allowed']),
  ...(archiving === undefined ? [] : [`an archiving period of ${archiving} s`]),
];

/** What the settings of a creation are. */
function creationLine({
  limit,
  terms,
  ...reported
}: Extract<StoryCall, { cmd: 'organization_create' }>): string {
  const settings = [...(terms === undefined ? [] : ['terms']), ...reportedWords(reported)];
  return `the administration creates the organization${forUsers(limit)}${settings.map((one) => `, with ${one}`).join('')}`;
}

/** @param isNew - whether no earlier call asked for the ids that the call asks for */
function sentence(call: StoryCall, isNew: boolean): string {
  const date = [
    ...('dated' in call && call.dated !== undefined ? [`, ${DATES[call.dated]}`] : []),
    ...('fault' in call && call.fault !== undefined ? [`; ${call.fault}`] : []),
  ].join('');
  switch (call.cmd) {
    case 'organization_create':
      return creationLine(call);
    case 'organization_bootstrap':
      return `${name(call.user)} bootstraps the organization with ${linkName(call.link)}${authorityOf(call)}${date}`;
    case 'organization_status':
      return 'the administration reads the status';
    case 'user_list':
      return 'the administration lists the users';
    case 'organization_stats':
      return 'the administration reads the statistics';
    case 'user_create':
      return `${device(call.by)} enrols ${isNew ? '' : 'a user with the id of '}${name(call.user)} (${call.email}) as ${call.profile}${date}`;
    case 'device_create':
      return `${device(call.by)} adds ${isNew ? '' : 'a device with the id of '}${device(call.device)}${date}`;
    case 'user_update':
      return `${device(call.by)} makes ${name(call.user)} ${call.profile}${date}`;
    case 'user_revoke':
      return `${device(call.by)} revokes ${name(call.user)}${date}`;
    case 'invite_new_user':
      return `${device(call.by)} invites ${call.email}${byMail(call)}`;
    case 'invite_new_device':
      return `${device(call.by)} invites a device of ${name(ownerOf(call.by))}${byMail(call)}`;
    case 'invite_cancel':
      return `${device(call.by)} cancels ${invitation(call.token)}`;
    case 'invite_complete':
      return `${device(call.by)} completes ${invitation(call.token)}`;
    case 'invite_list':
      return `${device(call.by)} lists the invitations`;
    case 'organization_info':
      return `${device(call.by)} calls organization_info`;
    case 'list_frozen_users':
      return `${device(call.by)} lists the frozen users`;
    case 'stream_open':
      return `${device(call.by)} opens its event stream ${call.stream}`;
    case 'stream_close':
      return `${device(call.by)} closes its event stream ${call.stream}`;
    case 'stream_resume':
      return `${device(call.by)} opens its event stream ${call.stream} again, after its last event`;
    case 'certificate_get':
      return `${device(call.by)} reads ${call.after === undefined ? 'all certificates' : `the certificates later than certificate ${call.after}`}${call.noSequester === true ? ', without the sequester authority' : ''}`;
    case 'tos_get':
      return `${device(call.by)} reads the terms`;
    case 'tos_accept':
      return `${device(call.by)} accepts ${call.terms === 0 ? 'terms that were never published' : `terms ${call.terms}`}${call.early === true ? ' with a date 1 µs too early' : ''}`;
    case 'organization_publish_terms':
      return 'the administration publishes terms';
    case 'organization_remove_terms':
      return 'the administration removes the terms';
    case 'organization_limit':
      return `the administration ${call.limit === null ? 'removes the limit of active users' : `limits the active users to ${call.limit}`}`;
    case 'invite_info':
      return `the claimer looks at ${invitation(call.token)}`;
    case 'greeting_run':
      return `${device(call.by)} and the claimer greet on ${invitation(call.token)} up to and including step ${call.step}`;
    case 'greeting_start':
      return `${side(call)} starts to greet on ${invitation(call.token)}${withPeer(call)}`;
    case 'greeting_step':
      return `${side(call)} submits ${call.half === 'other' ? 'another half of ' : ''}step ${call.step} of ${attempt(call.attempt)}${withPeer(call)} on ${invitation(call.token)}`;
    case 'greeting_cancel':
      return `${side(call)} cancels ${attempt(call.attempt)}${withPeer(call)} on ${invitation(call.token)}, reason ${call.reason}`;
    case 'user_freeze':
      return `the administration freezes ${name(call.user)}${byAddress(call)}`;
    case 'user_unfreeze':
      return `the administration unfreezes ${name(call.user)}${byAddress(call)}`;
    case 'organization_update':
      return `the administration ${updateLine(call)}`;
    case 'organization_expire':
      return 'the administration lets the organization expire';
    case 'organization_unexpire':
      return 'the administration lifts the expiry';
  }
}

const linkName = (link: number | null | 'foreign'): string =>
  typeof link === 'number'
    ? `bootstrap token ${link}`
    : link === null
      ? 'no bootstrap token'
      : 'the bootstrap token of another organization';

const DATES = {
  last: 'with the date of the last certificate',
  'before-last': 'dated 1 µs before the last certificate',
  behind: 'dated 310 s ago',
  ahead: 'dated 290 s ahead',
} as const;

type Greeting = GreetingStoryCall;

const side = ({ by }: Greeting): string => (by === undefined ? 'the claimer' : device(by));

/** The peer of the claimer. */
const withPeer = ({ by, greeter }: Greeting): string => (by === undefined ? ` with ${name(greeter)}` : '');
