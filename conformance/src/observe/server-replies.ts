import { type CommandName, commandFacts, decodeReply, decodeRequest } from '@parsec-spec/spec/commands';
import { headerOf } from '../wire/headers.ts';
import { parseJson } from '../wire/parse-json.ts';
import type { Judgement } from './judgement.ts';
import { authenticationOf, isCommand, isReadable, type ObservedExchange } from './traffic.ts';

/** Statuses that refuse a request whose version was accepted, and have JSON as body. */
const refusals = new Set([401, 403, 404, 406, 415, 460, 461, 462, 463, 498]);

/** Judges status, headers and form of the server's answers to commands. */
export function checkServerReplies(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  /** The `Api-Version` of the first reply. */
  let ownVersion: string | undefined;
  for (const observed of traffic) {
    const { exchange, route } = observed;
    if (exchange.response === undefined) continue;
    if (route === 'administration') checkAdministration(observed, judgement);
    if (!isCommand(observed) && route !== 'events') continue;
    checkRefusal(observed, judgement);
    checkPrerequisites(observed, judgement);
    checkVersion(observed, judgement);
    if (!isCommand(observed)) continue;
    checkReply(observed, judgement);
    if (exchange.status !== 200) continue;
    const version = exchange.header('api-version');
    ownVersion ??= version;
    judgement.check(
      'server',
      'versioning/reply-names-own-version',
      observed,
      version !== undefined && /^\d+\.\d+$/.test(version) && version === ownVersion,
      ownVersion === undefined ? 'an Api-Version' : `Api-Version: ${ownVersion}, as in every reply`,
      () => (version === undefined ? 'no Api-Version' : `Api-Version: ${version}`),
    );
  }
}

function checkReply(observed: ObservedExchange, judgement: Judgement): void {
  const { exchange, command, route } = observed;
  const { request, response } = exchange;
  const isCut = !isReadable(request) || !isReadable(response);
  if (exchange.status === 500 && !isCut && Object.hasOwn(commandFacts, command)) {
    const family = route as Parameters<typeof decodeRequest>[0];
    const isUnserved = command === 'ping' || command === 'events_listen';
    if (decodeRequest(family, request.body).ok)
      judgement.check(
        'server',
        isUnserved ? 'transport/unserved-command-is-no-crash' : 'transport/handled-command-is-200',
        observed,
        false,
        isUnserved ? '415 or a defined status' : 'HTTP 200 to a valid command',
        () => 'HTTP 500',
      );
  }
  if (exchange.status !== 200) return;
  const type = exchange.header('content-type');
  judgement.check(
    'server',
    'transport/reply-is-msgpack',
    observed,
    type === 'application/msgpack',
    'Content-Type: application/msgpack',
    () => (type === undefined ? 'no Content-Type' : `Content-Type: ${type}`),
  );
  if (isCut) return;
  const problem = problemOf(observed);
  judgement.check(
    'server',
    'transport/handled-command-is-200',
    observed,
    problem === undefined,
    'a msgpack map with a status of this command and the fields of that status',
    () => problem ?? '',
  );
}

/** Why a reply with HTTP 200 does not match its command; undefined if it does. */
function problemOf({ exchange, command, reply, replyStatus }: ObservedExchange): string | undefined {
  if (reply === undefined) return 'no msgpack map';
  if (replyStatus === '') return 'no status';
  if (!Object.hasOwn(commandFacts, command)) return undefined;
  const decoded = decodeReply(command as CommandName, exchange.body);
  if (decoded.kind === 'invalid') return decoded.detail;
  return decoded.kind === 'unknown-status' ? `the status ${replyStatus}` : undefined;
}

function checkRefusal(observed: ObservedExchange, judgement: Judgement): void {
  const { exchange } = observed;
  const isJson = refusals.has(exchange.status);
  if (isJson && isReadable(exchange.response))
    judgement.check(
      'server',
      'transport/refusal-is-json',
      observed,
      hasDetail(exchange.text),
      'a JSON object with a text `detail`',
      () => `${exchange.body.length} bytes of another form`,
    );
  if (!isJson && exchange.status !== 410) return;
  judgement.check(
    'server',
    'versioning/refusal-names-own-version',
    observed,
    /^\d+\.\d+$/.test(exchange.header('api-version') ?? ''),
    'an Api-Version',
    () => 'none',
  );
}

function hasDetail(text: string): boolean {
  try {
    const value = parseJson(text);
    const detail = value !== null && typeof value === 'object' && 'detail' in value ? value.detail : '';
    return typeof detail === 'string' && detail !== '';
  } catch {
    return false;
  }
}

/** A request that lacks what its route needs must not be served. */
function checkPrerequisites(observed: ObservedExchange, judgement: Judgement): void {
  const { exchange, route } = observed;
  const header = (name: string) => headerOf(exchange.request.headers, name);
  const isServed = exchange.status === 200;
  const needs = (
    rule: Parameters<Judgement['check']>[1],
    isMet: boolean,
    status: number,
    what: string,
  ): void => {
    if (isMet) return;
    judgement.check('server', rule, observed, !isServed, `${status} to a request ${what}`, () => 'HTTP 200');
  };
  needs('versioning/header-required', header('api-version') !== undefined, 422, 'without Api-Version');
  if (authenticationOf(route) !== 'none') {
    const hasCredentials = header('authorization') !== undefined;
    needs('authentication/header-required', hasCredentials, 401, 'without Authorization');
  }
  if (route === 'events') {
    const accepts = header('accept') === 'text/event-stream';
    needs('transport/accept-is-event-stream', accepts, 406, 'with another Accept');
    return;
  }
  const type = header('content-type');
  needs('transport/content-type-required', type !== undefined, 415, 'without Content-Type');
  const isMsgpack = type === undefined || /^application\/msgpack\b/i.test(type);
  needs('transport/content-type-is-msgpack', isMsgpack, 415, 'of another media type');
  const hasMap = observed.request !== undefined || !isReadable(exchange.request);
  needs('encoding/body-is-msgpack', hasMap, 415, 'that is no msgpack map');
}

function checkVersion(observed: ObservedExchange, judgement: Judgement): void {
  const { exchange, command } = observed;
  const [, major, minor] =
    /^(\d+)\.(\d+)$/.exec(headerOf(exchange.request.headers, 'api-version') ?? '') ?? [];
  const isStep = command === 'invite_greeter_step' || command === 'invite_claimer_step';
  const isOld = major === '5' && isStep && Number(minor) < 2;
  const { status } = exchange;
  if (status === 422)
    judgement.check(
      'server',
      'versioning/refusal-lists-versions',
      observed,
      (exchange.header('supported-api-versions') ?? '')
        .split(';')
        .every((version) => /^\s*\d+\.\d+\s*$/.test(version)),
      'Supported-Api-Versions with versions joined by ;',
      () => exchange.header('supported-api-versions') ?? 'no Supported-Api-Versions',
    );
  if (isOld)
    judgement.check(
      'server',
      'greeting/steps-need-5-2',
      observed,
      status !== 200,
      '422 to a version below 5.2',
      () => 'HTTP 200',
    );
  else if (major === '5' && (status === 200 || status === 422))
    judgement.check(
      'server',
      'versioning/any-minor-served',
      observed,
      status === 200,
      'service for every minor number of 5',
      () => 'HTTP 422',
    );
  else if (major !== undefined && major !== '5')
    judgement.check(
      'server',
      'versioning/major-served',
      observed,
      status !== 200,
      `422 to the major number ${major}`,
      () => 'HTTP 200',
    );
}

function checkAdministration(observed: ObservedExchange, judgement: Judgement): void {
  const { exchange } = observed;
  if (headerOf(exchange.request.headers, 'authorization') !== undefined) return;
  judgement.check(
    'server',
    'administration/token-required',
    observed,
    exchange.status < 200 || exchange.status > 299,
    '403 to a request without Authorization',
    () => `HTTP ${exchange.status}`,
  );
}
