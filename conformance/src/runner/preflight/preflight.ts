import { families as familyTable } from '@parsec-spec/spec/commands';
import { Administration } from '../../judge/administration.ts';
import type { ServerUnderTest } from '../../judge/facilities.ts';
import { type Http, type HttpRequest, sendTwice } from '../../judge/http.ts';
import { makeBootstrap } from '../../people/bootstrap.ts';
import { makePerson } from '../../people/cast.ts';
import { SigningKey } from '../../people/keys.ts';
import { Random } from '../../people/random.ts';
import type { ServedFamily } from '../../targets/capabilities.ts';
import { TargetError } from '../../targets/target.ts';
import { apiVersion } from '../../wire/api-version.ts';
import { encode } from '../../wire/encode.ts';
import { type Exchange, type HeaderList, isMalformed, unansweredText } from '../../wire/exchange.ts';
import { parseJson } from '../../wire/parse-json.ts';
import { printable } from '../../wire/terminal-text.ts';
import { Instant } from '../../wire/values.ts';
import { busy } from '../target-health.ts';

/** The facts that the preflight finds out, before any check. */
export interface PreflightFacts {
  /** The value of the `Server` header, or 'unknown'. */
  readonly server: string;
  /** The API versions that it serves. */
  readonly apiVersions: readonly string[];
  /** The target's clock minus that of the judge, in ms. 0 if the difference is less than 2 s. */
  readonly clockSkewMs: number;
  /** Median of three round trips, in ms. */
  readonly roundTripMs: number;
  /**
   * Whether the administration token is valid; undefined if none was given, or if no answer shows
   * it.
   */
  readonly administration: boolean | undefined;
  /**
   * Whether organizations can be created without the administration; undefined if this was not
   * tested, or if the answer does not say.
   */
  readonly spontaneous: boolean | undefined;
}

/** The command `server_config` in msgpack. */
const serverConfig = encode({ cmd: 'server_config' });

/**
 * Routes by family, those that name no organization and need no credentials first. They are probed
 * in this order until one answers as a Parsec server.
 */
const probeRoutes = Object.entries(familyTable)
  .map(([family, { route, authentication }]) => ({
    family: family as ServedFamily,
    target: route.replace('{organization_id}', 'nobody'),
    rank: Number(route.includes('{')) + ['none', 'invitation', 'device'].indexOf(authentication),
  }))
  .sort((left, right) => left.rank - right.rank);

/** Statuses that a web server gives to a route that it does not have. */
export const UNROUTED: readonly number[] = [404, 405, 501];

/**
 * Inspects a target: whether it is a Parsec server, which versions it serves, whether the
 * administration token is valid, and whether it creates organizations spontaneously.
 *
 * @param probeName - Name of an organization that does not exist. The probe may create it.
 *   Undefined: spontaneous creation is not tested.
 * @param families - The families that the target file declares.
 * @throws `TargetError` (`unreachable`).
 */
export async function preflight(
  http: Http,
  { administrationToken, log }: ServerUnderTest,
  probeName: string | undefined,
  families: readonly ServedFamily[],
): Promise<PreflightFacts> {
  const ask = (request: HttpRequest) => sendTwice(http, request);
  const trips: number[] = [];
  for (let trip = 0; trip < 3; trip += 1) {
    // Each on its own connection, like most requests of the checks.
    const home = await ask({ target: '/', until: 'head' });
    if (home.error !== undefined) throw unreachable(http.endpoint.address, home.error, log());
    if (home.status === 429) throw new TargetError('unreachable', busy.what, busy.hint, log());
    trips.push(home.durationMs);
  }
  const start = Date.now();
  const headers = [
    ['Api-Version', apiVersion],
    ['Content-Type', 'application/msgpack'],
  ] as const;
  const served = probeRoutes.filter(({ family }) => families.includes(family)).map(({ target }) => target);
  const [first = '/anonymous_server', ...others] = served;
  const post = (target: string, own: HeaderList) =>
    ask({ method: 'POST', target, headers: own, body: serverConfig });
  let target = first;
  let config = await post(target, headers);
  const observed = `${config.error === undefined ? `HTTP ${config.status}` : unansweredText(config.error)} to \`server_config\``;
  for (const other of others) {
    if (isOfParsec(config) || config.error === 'timeout') break;
    target = other;
    config = await post(target, headers);
  }
  const skew = clockSkew(config.header('date'), start);
  const unversioned = config.error === 'timeout' ? config : await post(target, headers.slice(1));
  const supported = (unversioned.header('supported-api-versions') ?? '')
    .split(';')
    .filter((text) => text !== '');
  const apiVersions =
    supported.length > 0 ? supported : [config.header('api-version')].filter((text) => text !== undefined);
  const isParsec = apiVersions.length > 0 || isOfParsec(config);
  // A server that is half built may have none of these routes yet, but that of the administration.
  const creation =
    isParsec || probeName === undefined || administrationToken === undefined
      ? undefined
      : await new Administration(http, administrationToken).create(probeName);
  const isBegun = creation !== undefined && !UNROUTED.includes(creation.status) && isJsonObject(creation);
  if (!isParsec && !isBegun)
    throw notParsec(http.endpoint.address, observed, log(), administrationToken !== undefined);
  return {
    server: printable(config.header('server') ?? 'unknown').slice(0, 200),
    apiVersions,
    clockSkewMs: skew,
    roundTripMs: Math.round((trips.sort((a, b) => a - b)[1] ?? 0) * 10) / 10,
    administration:
      administrationToken === undefined
        ? undefined
        : await isTokenValid(http, administrationToken, probeName),
    spontaneous: probeName === undefined || isBegun ? undefined : await probeSpontaneous(http, probeName),
  };
}

/** Whether an answer can only be that of a Parsec server. */
const isOfParsec = (answer: Exchange): boolean =>
  answer.header('api-version') !== undefined || answer.replyStatus !== undefined;

function isJsonObject(answer: Exchange): boolean {
  try {
    const value = parseJson(answer.text);
    return value !== null && typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Asks for one organization. Where none may be created it asks for the statistics of all, which take
 * long on a server with many organizations. A 404 does not show whether the server has the route.
 */
async function isTokenValid(
  http: Http,
  token: string,
  probeName: string | undefined,
): Promise<boolean | undefined> {
  const { status } = await sendTwice(http, {
    target: probeName === undefined ? '/administration/stats' : `/administration/organizations/${probeName}`,
    until: 'head',
    headers: [['Authorization', `Bearer ${token}`]],
  });
  if (status === 401 || status === 403) return false;
  return status === 0 || UNROUTED.includes(status) ? undefined : true;
}

/** In ms. A `Date` header has whole seconds, so a difference of less than 2 s counts as 0. */
function clockSkew(date: string | undefined, sent: number): number {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return 0;
  const skew = theirs + 500 - (sent + Date.now()) / 2;
  return Math.abs(skew) < 2000 ? 0 : Math.round(skew);
}

function unreachable(address: string, error: string, log: string): TargetError {
  const untrusted = /CERT|SIGNATURE|ISSUER/.test(error);
  const plain = /EPROTO|WRONG_VERSION/.test(error);
  const hint = untrusted
    ? 'name the authority that signed its certificate (--ca-file), or trust any (--insecure)'
    : plain
      ? 'it does not use TLS at this port: try http://'
      : 'is the server running, and is this its address?';
  return new TargetError('unreachable', `${address} ${failureOf(error)} (${error})`, hint, log);
}

/** What a server did in place of an answer, by the error of the exchange. */
function failureOf(error: string): string {
  if (isMalformed(error)) return 'gave no valid answer';
  return error === 'timeout' ? 'gave no whole answer in time' : 'does not answer';
}

const FIRST_QUERY = 'a=bootstrap_organization&p=xBAAAAAAAAAAAAAAAAAAAAAA';

/**
 * What an author of a new server serves first, so that `doctor` can go on from there. The payload of
 * the links is a token of sixteen zeros.
 */
const FIRST_ROUTE = `if you are writing a server, begin with POST /administration/organizations:
answer HTTP 200 with Content-Type: application/json and both links, such as
{"bootstrap_url": "parsec3://127.0.0.1:6777/NAME?no_ssl=true&${FIRST_QUERY}",
"bootstrap_url_as_http_redirection": "http://127.0.0.1:6777/redirect/NAME?${FIRST_QUERY}"}
and run doctor again. \`read organization_create\` and \`read links\` define the route and
its answer; docs/your-first-server.md leads from there to a first green section`;

/**
 * `log`: the log of a server that the suite started. For another server only the address is known.
 */
function notParsec(address: string, observed: string, log: string, hasToken: boolean): TargetError {
  const where =
    log === ''
      ? 'give the address of the server itself, scheme, host and port: http://127.0.0.1:6777'
      : 'is that an image or a program of a Parsec server? A target file defines how it is started';
  const token = hasToken ? [] : ['give the administration token, with which doctor creates an organization'];
  return new TargetError(
    'unreachable',
    `${address} answers, but not as a Parsec server: ${observed}`,
    [where, ...token, FIRST_ROUTE].join('\n'),
    log,
  );
}

/**
 * Whether the server replies to a bootstrap with a nil token of an organization that does not
 * exist. It answers 404 if it does not create organizations so. Undefined after any other answer.
 */
async function probeSpontaneous(http: Http, name: string): Promise<boolean | undefined> {
  const random = new Random(name);
  const person = makePerson('alice', random);
  const root = new SigningKey(random.bytes(32));
  const at = new Instant(BigInt(Date.now()) * 1000n);
  const { message } = makeBootstrap({ token: null, root, person, device: person.device, at });
  const answer = await sendTwice(http, {
    method: 'POST',
    target: `/anonymous/${name}`,
    headers: [
      ['Api-Version', apiVersion],
      ['Content-Type', 'application/msgpack'],
    ],
    body: encode(message),
  });
  if (answer.replyStatus !== undefined) return true;
  return answer.status === 404 ? false : undefined;
}
