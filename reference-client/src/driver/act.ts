import { type ClientRules, clientRules, refusesName } from '@parsec-spec/spec/client-rules';
import { deviceLabel, type HumanHandlePair, humanHandle } from '@parsec-spec/spec/scalars';
import { rulesOf } from '../call/call.ts';
import { type Log, lineLog } from '../call/log.ts';
import { explainOpening, type OpenedDevice } from '../device-files/open-device.ts';
import { authorityNotice, explainLogIn, explainTerms } from '../explain/explain-log-in.ts';
import { explainBootstrap } from '../explain/explain-organization.ts';
import type { TermsOutcome } from '../journeys/accept-terms.ts';
import type { Bootstrapped } from '../journeys/bootstrap-organization.ts';
import type { LoggedIn } from '../journeys/log-in.ts';

/** The result of an act (log in, greet, revoke, …), in the form of the suite's client targets. */
export interface ActOutcome {
  /** Undefined: it failed, and the client has no name for the cause. */
  readonly code: EndCode | undefined;
  /** The message that a person reads. */
  readonly message: string;
  /** Everything printed or logged at the most verbose level. A judge searches it for secrets. */
  readonly output: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Runs one act with its own log. An exception becomes the code `other`, so that the judge reports
 * it.
 */
export async function act(run: (log: Log) => Promise<ActResult>): Promise<ActOutcome> {
  const lines: string[] = [];
  const {
    code,
    message,
    facts = {},
  } = await run(lineLog('trace', (line) => lines.push(line))).catch(unexpectedFailure);
  return { code, message, output: `${lines.join('')}${message}\n`, facts };
}

const unexpectedFailure = (error: unknown): ActResult => ({
  code: 'other',
  message: `the client failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
});

/** The result of an act: a code that the judge knows, a message for a person, and facts. */
export interface ActResult {
  readonly code: EndCode;
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The result of an act with a link that is not usable. */
export const badLink = ({ reason, expected }: { reason: string; expected: string }): ActResult => ({
  code: 'bad-link',
  message: `bad link (${reason}): expected ${expected}`,
});

/**
 * The names of a new user and device, or the result of an act whose names are not usable.
 *
 * @param rules the rules of this client; default: all
 */
export function readNames(
  input: { readonly email: string; readonly name: string; readonly device: string },
  rules: ClientRules = clientRules,
): { readonly handle: HumanHandlePair; readonly deviceLabel: string } | ActResult {
  const handle = humanHandle(input.email, input.name);
  if (!handle.ok && refusesName(rules, handle.reason))
    return { code: 'bad-input', message: `bad ${handle.reason}: expected ${handle.expected}` };
  const label = deviceLabel(input.device);
  if (!label.ok && refusesName(rules, `device/${label.reason}`))
    return { code: 'bad-input', message: `bad device name: expected ${label.expected}` };
  return {
    handle: handle.ok ? handle.value : [input.email, input.name],
    deviceLabel: label.ok ? label.value : input.device,
  };
}

const calls = {
  'missing-authentication': 'missing-authentication',
  'bad-authentication': 'bad-authentication',
  'organization-not-found': 'organization-unknown',
  'accept-refused': 'bad-accept',
  'invitation-gone': 'invitation-gone',
  'request-too-large': 'other',
  'request-not-understood': 'bad-content',
  'unsupported-api-version': 'unsupported-version',
  'organization-expired': 'expired',
  'user-revoked': 'revoked',
  'user-frozen': 'frozen',
  'terms-not-accepted': 'terms-pending',
  'web-client-refused': 'other',
  'token-expired': 'token-expired',
  offline: 'offline',
  'unknown-status': 'unknown-answer',
  'unreadable-reply': 'unknown-answer',
  'oversized-reply': 'unknown-answer',
  'unexpected-http-status': 'unknown-answer',
} as const;

const opening = {
  missing: 'missing',
  unreadable: 'other',
  'no-device-file': 'no-device-file',
  changed: 'other',
  'unknown-kind': 'unknown-kind',
  'other-protection': 'unknown-kind',
  'needs-code': 'unknown-kind',
  'unknown-content': 'unknown-kind',
  'bad-passphrase': 'cannot-open',
  'unusable-parameters': 'cannot-open',
  'cannot-be-opened': 'cannot-open',
} as const;

const bootstrap = {
  'cannot-store': 'not-saved',
  'not-saved': 'not-saved',
  'token-refused': 'token-refused',
  'already-bootstrapped': 'already-bootstrapped',
  'certificates-refused': 'other',
  'clock-off': 'other',
} as const;

type ValueOf<T> = T[keyof T];

/** The codes of the conformance suite's client targets. */
export type EndCode =
  | 'ok'
  | 'bad-link'
  | 'bad-input'
  | 'invalid-certificate'
  | 'not-greeted'
  | 'other'
  | ValueOf<typeof calls>
  | ValueOf<typeof opening>
  | ValueOf<typeof bootstrap>;

/** The code of a call without a reply; undefined for any other outcome. */
export const failedCall = (outcome: string): EndCode | undefined =>
  (calls as Readonly<Record<string, EndCode | undefined>>)[outcome];

/** Converts the result of a bootstrap. */
export function bootstrapResult(ended: Bootstrapped): ActResult {
  if (ended.outcome === 'bootstrapped') return { code: 'ok', message: 'the organization is bootstrapped' };
  const { message } = explainBootstrap(ended);
  const outcome = ended.outcome === 'uncertain' ? ended.cause.outcome : ended.outcome;
  return { code: { ...calls, ...bootstrap }[outcome], message };
}

/** Converts the result of opening a device file. */
export function openingResult(ended: OpenedDevice): ActResult {
  if (ended.ok) return { code: 'ok', message: 'the device is open' };
  return { code: opening[ended.reason], message: explainOpening(ended) };
}

/** Converts the result of a log-in. */
export function logInResult(ended: LoggedIn): ActResult {
  if (ended.outcome === 'synced') {
    const notice = authorityNotice(ended.view, rulesOf(ended.session));
    return { code: 'ok', message: ['logged in', notice].filter(Boolean).join('; ') };
  }
  const { message } = explainLogIn(ended);
  if (ended.outcome === 'not-opened') return { code: opening[ended.refusal.reason], message };
  if (ended.outcome === 'history-refused') return { code: 'invalid-certificate', message };
  return { code: calls[ended.outcome], message };
}

/** Converts the result of showing the terms of service. */
export function termsResult(ended: TermsOutcome): ActResult {
  if (ended.outcome === 'accepted') return { code: 'ok', message: 'the terms are accepted' };
  const { message } = explainTerms(ended);
  return { code: failedCall(ended.outcome) ?? 'other', message };
}
