import { Administration } from '../case/administration.ts';
import type { ServerUnderTest } from '../case/facilities.ts';
import { type Http, type HttpRequest, sendTwice } from '../case/http.ts';
import { createOrganization } from '../case/organization.ts';
import { Secrets } from '../case/redaction.ts';
import { makePerson } from '../people/cast.ts';
import { makeFounding } from '../people/founding.ts';
import { SigningKey } from '../people/keys.ts';
import { Random } from '../people/random.ts';
import type { ServedFamily } from '../targets/capabilities.ts';
import { TargetError } from '../targets/target.ts';
import { apiVersion } from '../wire/api-version.ts';
import { encode } from '../wire/encode.ts';
import type { Exchange, HeaderList } from '../wire/exchange.ts';
import { printable } from '../wire/terminal-text.ts';
import { Instant } from '../wire/values.ts';

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
  /** Whether the administration token is valid; undefined if none was given. */
  readonly administration: boolean | undefined;
  /**
   * Whether organizations can be created without the administration; undefined if this was not
   * tested, or if the answer does not say.
   */
  readonly spontaneous: boolean | undefined;
  /** Whether it serves an event stream. */
  readonly events: boolean;
}

/** The command `server_config` in msgpack. */
const serverConfig = Uint8Array.of(0x81, 0xa3, ...Buffer.from('cmd'), 0xad, ...Buffer.from('server_config'));

/** Routes by family. They are probed in this order until one answers as a Parsec server. */
const probeRoutes = [
  ['anonymous_server', '/anonymous_server'],
  ['anonymous', '/anonymous/nobody'],
  ['invited', '/invited/nobody'],
  ['authenticated', '/authenticated/nobody'],
] as const satisfies readonly (readonly [ServedFamily, string])[];

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
    trips.push(home.durationMs);
  }
  const sent = Date.now();
  const headers = [
    ['Api-Version', apiVersion],
    ['Content-Type', 'application/msgpack'],
  ] as const;
  const served = probeRoutes.filter(([family]) => families.includes(family)).map(([, target]) => target);
  const [first = '/anonymous_server', ...others] = served;
  const post = (target: string, own: HeaderList) =>
    ask({ method: 'POST', target, headers: own, body: serverConfig });
  let target = first;
  let config = await post(target, headers);
  const observed = `${config.error === undefined ? `HTTP ${config.status}` : `no answer (${config.error})`} to \`server_config\``;
  for (const other of others) {
    if (isOfParsec(config)) break;
    target = other;
    config = await post(target, headers);
  }
  const skew = clockSkew(config.header('date'), sent);
  const unversioned = await post(target, headers.slice(1));
  const supported = (unversioned.header('supported-api-versions') ?? '')
    .split(';')
    .filter((text) => text !== '');
  const apiVersions =
    supported.length > 0 ? supported : [config.header('api-version')].filter((text) => text !== undefined);
  const isParsec = apiVersions.length > 0 || isOfParsec(config);
  // A server that is half built may have none of these routes yet, but that of the administration.
  const creates =
    !isParsec && probeName !== undefined && (await createsOrganization(http, administrationToken, probeName));
  if (!isParsec && !creates) throw notParsec(http.endpoint.address, observed, log());
  const events = await servesEvents(http);
  return {
    server: printable(config.header('server') ?? 'unknown').slice(0, 200),
    apiVersions,
    clockSkewMs: skew,
    roundTripMs: Math.round((trips.sort((a, b) => a - b)[1] ?? 0) * 10) / 10,
    administration:
      administrationToken === undefined ? undefined : await isTokenValid(http, administrationToken),
    spontaneous: probeName === undefined || creates ? undefined : await probeSpontaneous(http, probeName),
    events,
  };
}

/** Whether an answer can only be that of a Parsec server. */
const isOfParsec = (answer: Exchange): boolean =>
  answer.header('api-version') !== undefined || answer.replyStatus !== undefined;

/** Whether the server creates an organization and gives its bootstrap link. */
async function createsOrganization(http: Http, token: string | undefined, name: string): Promise<boolean> {
  if (token === undefined) return false;
  const facts = { administered: true, spontaneous: false, secrets: new Secrets() };
  return await createOrganization(name, {}, new Administration(http, token), facts).then(
    () => true,
    () => false,
  );
}

/**
 * Whether the server has a route of event streams. The two requests name an unknown organization,
 * and each has another fault besides. A server with the route refuses at least one of them by
 * another status than 404. A server without the route answers 404 to both.
 */
async function servesEvents(http: Http): Promise<boolean> {
  const requests = [[['Accept', 'text/event-stream']], [['Api-Version', apiVersion]]] as const;
  for (const headers of requests) {
    const target = '/authenticated/nobody/events';
    const { status } = await sendTwice(http, { target, headers, until: 'head' });
    if (status !== 0 && ![404, 405, 501].includes(status)) return true;
  }
  return false;
}

async function isTokenValid(http: Http, token: string): Promise<boolean> {
  const stats = await sendTwice(http, {
    target: '/administration/stats',
    until: 'head',
    headers: [['Authorization', `Bearer ${token}`]],
  });
  return stats.status !== 403 && stats.status !== 401;
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
  return new TargetError('unreachable', `${address} does not answer (${error})`, hint, log);
}

/**
 * `log`: the log of a server that the suite started. For another server only the address is known.
 */
const notParsec = (address: string, observed: string, log: string) =>
  new TargetError(
    'unreachable',
    `${address} answers, but not as a Parsec server: ${observed}`,
    log === ''
      ? 'give the address of the server itself, scheme, host and port: http://127.0.0.1:6777'
      : 'is that an image or a program of a Parsec server? A target file defines how it is started',
    log,
  );

/**
 * Whether the server replies to a bootstrap with a nil token of an organization that does not
 * exist. It answers 404 if it does not create organizations so. Undefined after any other answer.
 */
async function probeSpontaneous(http: Http, name: string): Promise<boolean | undefined> {
  const random = new Random(name);
  const person = makePerson('alice', random);
  const root = new SigningKey(random.bytes(32));
  const at = new Instant(BigInt(Date.now()) * 1000n);
  const { message } = makeFounding({ token: null, root, person, device: person.device, at });
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
