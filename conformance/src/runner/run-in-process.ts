import type { ServerCheck } from '../judge/check.ts';
import type { Facilities, ServerUnderTest } from '../judge/facilities.ts';
import { Unjudged } from '../judge/failure.ts';
import { type HandedMail, RELAY_PORTS } from '../targets/memory-config.ts';
import type { StartOptions } from '../targets/start-options.ts';
import { type InProcessAnswer, openEndpoint } from '../wire/endpoint.ts';
import type { Mail } from '../wire/mail.ts';
import { Secrets } from '../wire/secrets.ts';
import type { Instant } from '../wire/values.ts';
import { type CheckRun, runCheck } from './run-check.ts';

export { checkNamed } from '../judge/registry.ts';
export { Random } from '../people/random.ts';
export type { StartOptions } from '../targets/start-options.ts';
export { Instant } from '../wire/values.ts';
export type { CheckRun };

/** Servers in this process, and their clock. */
export interface InProcessServers {
  /**
   * Starts one, which answers without a socket.
   *
   * @param onMail - called with each mail that {@link mailOutcome} lets through
   */
  readonly start: (options: StartOptions, onMail: (mail: HandedMail) => void) => InProcessAnswer;
  readonly administrationToken: string;
  /** The time of these servers. Strictly increasing. */
  readonly now: () => Instant;
}

/** Needs of checks that a server in this process cannot meet. */
const UNMET: readonly string[] = ['slow', 'faults', 'durable', 'nodes', 'database', 'disk'];

/** Why a check cannot judge a server in this process; undefined if it may. */
export const needsMore = ({ needs = [] }: ServerCheck): string | undefined =>
  needs.find((need) => UNMET.includes(need));

/** The sender of the mails. */
const SENDER = 'no-reply@parsec.example.com';

/** The addresses to which a mailer sends a mail for its headers. */
const copiesIn = (headers: NonNullable<HandedMail['headers']>): readonly string[] =>
  Object.entries(headers).flatMap(([name, value]) => (/^b?cc$/i.test(name) ? [value] : []));

/** A mail that was handed over, as a relay has it. Its bytes do not exist. */
const mailOf = ({ to, subject, text, html, replyTo, headers = {} }: HandedMail): Mail => ({
  envelope: { from: SENDER, to: [to, ...copiesIn(headers)] },
  headerLines: Object.entries({ from: SENDER, to, subject, ...headers }).map(([name, value]) => ({
    key: name.toLowerCase(),
    line: `${name}: ${value}`,
  })),
  get raw(): Uint8Array {
    throw new Unjudged('not-applicable', 'a mail in this process has no bytes');
  },
  subject,
  from: [SENDER],
  to: [to],
  replyTo: replyTo === undefined ? [] : [replyTo.address],
  text,
  html,
});

/** Time limit of a check on a server in this process, in ms. */
const TIMEOUT_MS = 20_000;

/** Runs one check on servers in this process, which no other check uses. Never throws. */
export function runInProcess(check: ServerCheck, servers: InProcessServers, seed: string): Promise<CheckRun> {
  const secrets = new Secrets();
  const shared = new Map<string, Promise<unknown>>();
  let names = 0;
  let serial = 0;
  const start = (options: StartOptions, mails: Mail[] = []): ServerUnderTest => ({
    endpoint: {
      ...openEndpoint('http://127.0.0.1:6777'),
      inProcess: servers.start(options, (mail) => void mails.push(mailOf(mail))),
    },
    administrationToken: servers.administrationToken,
    log: () => '',
  });
  const absent = (what: string) => async () => {
    throw new Unjudged('not-applicable', `a server in this process has no ${what}`);
  };
  const facilities: Facilities = {
    start: async (options) => start(options),
    deploy: absent('deployment'),
    undeployable: () => 'a server in this process is not deployed',
    mail: async (kind, options) => {
      const mails: Mail[] = [];
      const port = kind === 'willing' ? RELAY_PORTS.willing : RELAY_PORTS.unusable;
      const server = start(
        { ...options, emailHost: '127.0.0.1', emailPort: port, emailSender: SENDER },
        mails,
      );
      return {
        server,
        relay: { kind, port, mails, mayBeGivenUp: () => false, close: async () => undefined },
        sender: SENDER,
      };
    },
    webhook: absent('webhook'),
    callback: { bind: '127.0.0.1', host: '127.0.0.1' },
    newOrganizationName: () => {
      names += 1;
      return `Acme${names === 1 ? '' : names}`;
    },
    serial: () => {
      serial += 1;
      return serial;
    },
    shared: <T>(_server: ServerUnderTest, name: string, make: () => Promise<T>) => {
      const own = (shared.get(name) as Promise<T> | undefined) ?? make();
      shared.set(name, own);
      return own;
    },
    borrow: async (_server, _name, make, use) => use(await make()),
    now: servers.now,
    secrets,
    noOrganization: () => undefined,
    has: (capability) => ['events', 'administration', 'mail'].includes(capability),
  };
  const needsSpontaneous = check.needs?.includes('spontaneous') === true;
  return runCheck(check, {
    seed,
    facilities,
    server: start(needsSpontaneous ? { spontaneous: true } : {}),
    timeout: TIMEOUT_MS,
    patience: 1,
    slow: false,
    stop: new AbortController().signal,
    recording: { keepsBodies: true },
  });
}
