import type { RequirementId } from '@parsec-spec/spec/requirements';
import { Instant } from '../wire/values.ts';
import type { History } from './history.ts';
import { isRequirement, type Judgement } from './judgement.ts';
import { authenticationOf, firstCompleted, hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** Commands that only an ADMIN may send, each with the rule by which an ADMIN is served. */
const adminCommands: Readonly<Record<string, RequirementId | undefined>> = {
  user_create: 'user_create/coherent-certificates-accepted',
  user_update: undefined,
  user_revoke: undefined,
  invite_new_user: 'invite_new_user/gives-token',
  list_frozen_users: 'list_frozen_users/lists-frozen',
};

/** Judges access control: keys, profiles, revocations, and operations that succeed only once. */
export function checkAccess(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  const isDevice = ({ token }: ObservedExchange) => token !== undefined;
  for (const observed of traffic.filter(isDevice)) checkDevice(observed, history, judgement);
  checkRevocations(traffic, history, judgement);
  checkOnce(traffic, judgement);
}

function checkDevice(observed: ObservedExchange, history: History, judgement: Judgement): void {
  const { exchange, token, organization, route, command, replyStatus } = observed;
  if (token === undefined || authenticationOf(route) !== 'device') return;
  const key = history.keyOf(organization, token.device);
  if (key !== undefined) {
    const isSigned = history.isSignatureOf(key, token.signed, token.signature);
    const isWellSigned = isSigned && (exchange.status === 200 || exchange.status === 403);
    if (!isSigned)
      judgement.check(
        'server',
        'authentication/signature-verifies',
        observed,
        exchange.status !== 200,
        '403 to a token whose signature does not verify',
        () => `HTTP ${exchange.status}`,
      );
    else if (isWellSigned && history.isDeviceKnown(organization, token.device, observed))
      judgement.check(
        'server',
        'authentication/token-form',
        observed,
        exchange.status === 200,
        'service for a token that the key of the device signed',
        () => `HTTP ${exchange.status}`,
      );
  }
  const user = history.userOf(organization, token.device);
  const profile = history.profileAt(organization, user, observed);
  if (!Object.hasOwn(adminCommands, command) || replyStatus === '' || profile === undefined) return;
  const rule = `${command}/author-is-admin`;
  if (profile !== 'ADMIN' && isRequirement(rule))
    judgement.check(
      'server',
      rule,
      observed,
      replyStatus !== 'ok',
      `author_not_allowed to the profile ${profile}`,
      () => replyStatus,
    );
  const served = adminCommands[command];
  if (profile === 'ADMIN' && served !== undefined)
    judgement.check(
      'server',
      served,
      observed,
      replyStatus !== 'author_not_allowed',
      'service for an ADMIN',
      () => replyStatus,
    );
}

function checkRevocations(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  const revocations = firstCompleted(
    history.uploads.filter(({ type }) => type === 'revoked_user_certificate'),
    ({ organization, content }) => `${organization} ${content.user_id}`,
    ({ exchange }) => exchange,
  );
  for (const observed of traffic) {
    const { organization, token, exchange } = observed;
    const user = history.userOf(organization, token?.device);
    const revocation = user === undefined ? undefined : revocations.get(`${organization} ${user}`)?.exchange;
    if (revocation === undefined || exchange.response === undefined || !isBefore(revocation, observed))
      continue;
    judgement.check(
      'server',
      'authentication/revocation-at-once',
      observed,
      exchange.status !== 200,
      `461 after the revocation of exchange ${revocation.number}`,
      () => 'HTTP 200',
    );
  }
}

/** What ends an invitation. */
const ends: Readonly<Record<string, string>> = { invite_cancel: 'cancelled', invite_complete: 'completed' };

/** Rules on a greeter's command with the token of an ended invitation. */
const endedRules: Readonly<Record<string, RequirementId>> = {
  'invite_cancel cancelled': 'invite_cancel/not-yet-cancelled',
  'invite_cancel completed': 'invite_cancel/not-yet-completed',
  'invite_complete cancelled': 'invite_complete/not-yet-cancelled',
  'invite_complete completed': 'invite_complete/not-yet-completed',
  'invite_greeter_start_greeting_attempt cancelled':
    'invite_greeter_start_greeting_attempt/invitation-not-cancelled',
  'invite_greeter_start_greeting_attempt completed':
    'invite_greeter_start_greeting_attempt/invitation-not-completed',
};

/** Judges what can succeed only once: a bootstrap, and the end of an invitation. */
function checkOnce(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  const ended = new Map<string, ObservedExchange>();
  const bootstraps = new Map<string, ObservedExchange>();
  for (const observed of traffic) {
    const { command, organization, request, replyStatus, exchange, invitation } = observed;
    const check = (rule: RequirementId, first: ObservedExchange, expected: string) => {
      if (isBefore(first, observed) && exchange.response !== undefined)
        judgement.check(
          'server',
          rule,
          observed,
          rule === 'authentication/invitation-deleted' ? exchange.status !== 200 : replyStatus !== 'ok',
          `${expected} after exchange ${first.number}`,
          () => replyStatus,
        );
    };
    const key = `${organization} ${hexOf(request?.token)}`;
    const end = ended.get(key);
    const rule = end === undefined ? undefined : endedRules[`${command} ${ends[end.command]}`];
    if (end !== undefined && rule !== undefined) check(rule, end, 'a refusal');
    const invitedEnd = ended.get(`${organization} ${invitation}`);
    if (observed.route === 'invited' && invitedEnd !== undefined)
      check('authentication/invitation-deleted', invitedEnd, '410');
    const bootstrap = bootstraps.get(organization);
    if (command === 'organization_bootstrap' && bootstrap !== undefined)
      check('organization_bootstrap/bootstrapped-for-good', bootstrap, 'a refusal');
    if (replyStatus !== 'ok') continue;
    if (Object.hasOwn(ends, command) && end === undefined) ended.set(key, observed);
    if (command === 'organization_bootstrap' && bootstrap === undefined)
      bootstraps.set(organization, observed);
    if (command === 'invite_list') checkInvitationOrder(observed, judgement);
  }
}

function checkInvitationOrder(observed: ObservedExchange, judgement: Judgement): void {
  const list = observed.reply?.invitations;
  const times = (Array.isArray(list) ? list : []).flatMap((each: unknown) => {
    const at =
      each !== null && typeof each === 'object' && 'created_on' in each ? each.created_on : undefined;
    return at instanceof Instant ? [at] : [];
  });
  if (times.length < 2) return;
  const back = times.slice(1).findIndex((at, index) => at.micros < (times[index]?.micros ?? 0n));
  judgement.check(
    'server',
    'invite_list/ordered-by-creation',
    observed,
    back < 0,
    'invitations in the order of their creation',
    () => `${times[back]} before ${times[back + 1]}`,
  );
}
