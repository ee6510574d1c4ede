import type { Deployment, DeployOptions } from '../targets/deployment/deployment.ts';
import type { RelayKind } from '../targets/mail-relay.ts';
import type { StartOptions } from '../targets/start-options.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { RawOptions, RawParts } from '../wire/raw-socket.ts';
import { newRecord } from './check-record.ts';
import { pause } from './deadline.ts';
import { EventStream } from './event-stream.ts';
import { type Expected, matchesExpected } from './expect.ts';
import type { MailedServer } from './facilities.ts';
import { asShared, asStep } from './failure.ts';
import { type Alteration, Http, type HttpRequest } from './http.ts';
import type { JudgeParts, Twin } from './judge-parts.ts';
import { type MockHandler, type MockServer, startMock } from './mock-server.ts';
import type { Bootstrapped } from './organization.ts';
import { OrganizationJudge } from './organization-judge.ts';
import { stepOf } from './prerequisite-steps.ts';
import type { Author, CallChange } from './rpc.ts';
import { untimedDeployment } from './untimed-deployment.ts';

/** Minimum grace, in ms. */
const MIN_GRACE_MS = 1000;

/** The grace is at least this many median round trips. */
const ROUND_TRIPS_OF_GRACE = 20;

/** A stream waits at most this many graces for an event. */
const GRACES_PER_EVENT = 5;

/** Time limit of an operation that does not count as time of the check, in ms. */
const MAX_UNTIMED_MS = 120_000;

/** Minimum duration of a sleep during which another check uses the slot, in ms. */
const LONG_SLEEP_MS = 1000;

/** A judge of a server, and the relay that receives the server's mail. */
export interface MailedJudge extends Omit<MailedServer, 'server' | 'release'> {
  readonly judge: Judge;
}

/** A judge of a server that announces bootstraps by a webhook, and the receiver of its requests. */
export interface WebhookReceiver {
  readonly judge: Judge;
  readonly sink: MockServer;
}

/** Servers of one check, into which the check may inject faults. */
export interface FaultyDeployment extends Deployment {
  /** The judge of a node, by index (default: 0). The judges of all nodes use the same people. */
  judge(node?: number): Judge;
  /** Like `judge`, with the relay for the mail. Throws if the deployment has no mail. */
  mailing(node?: number): MailedJudge;
}

/**
 * The argument of a server check. It calls the server as an unprivileged client, makes the people
 * and keys that a check needs, and records every exchange.
 */
export class Judge extends OrganizationJudge {
  /** Aborts when the check ends or its time limit is reached. */
  readonly signal: AbortSignal;
  readonly #http: Http;
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts) {
    const http = new Http(parts.server.endpoint, parts.deadline, parts.record, {
      alter: parts.alter,
      timeoutMs: parts.exchangeMs,
    });
    super(parts, http);
    this.#http = http;
    this.#parts = parts;
    this.signal = parts.deadline.signal;
  }

  /** Scheme, host and port of the target, without a slash at the end. */
  get address(): string {
    return this.#parts.server.endpoint.address;
  }

  /** A judge with the same people that changes each of its requests. */
  altering(alter: Alteration): Judge {
    return new Judge({ ...this.#parts, randomness: { random: this.random, cast: this.cast }, alter });
  }

  /** Requirements that the server is known to break. */
  get waived(): ReadonlySet<string> {
    return this.#parts.waived ?? new Set();
  }

  /** Sends one HTTP request. Target, headers and body are sent unchanged. */
  http(request: HttpRequest): Promise<Exchange> {
    return this.#http.send(request);
  }

  /** Writes bytes on a new connection, for chunked bodies, wrong lengths and partial requests. */
  socket(parts: RawParts, options?: RawOptions & { readonly label?: string }): Promise<Exchange> {
    return this.#http.raw(parts, options);
  }

  /** Opens an event stream of the author. Its first event is not read yet. */
  async stream(author: Author, options: CallChange = {}): Promise<EventStream> {
    const opened = this.now();
    const answer = await this.rpc.listen(author, options);
    await asStep('listen', async () => this.expect.answer(answer.exchange, 200, 'opening an event stream'));
    return new EventStream(answer, opened, this.signal, this.#parts.record.secrets, {
      maxMs: () => GRACES_PER_EVENT * this.grace,
      waitFor: (limitMs, work) => this.waitFor(limitMs, work),
    });
  }

  /** Opens an event stream of the author, and reads its first event, the configuration. */
  async listen(author: Author, options: CallChange = {}): Promise<EventStream> {
    const stream = await this.stream(author, options);
    const { fields } = await asStep('listen', () => stream.next('the configuration as first event'));
    this.expect.equal(fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
    return stream;
  }

  /**
   * A bootstrapped organization that all read-only checks share. It is cheaper than
   * `bootstrapped`. A check must not change anything that another check could observe.
   */
  common(): Promise<Bootstrapped> {
    return this.shared('common', (founder) => founder.bootstrapped());
  }

  /** The shared object of this server with this name. A separate judge makes it on first use. */
  shared<T>(name: string, make: (founder: Judge) => Promise<T>): Promise<T> {
    const { server, facilities } = this.#parts;
    return asShared((outside) => facilities.shared(server, name, () => outside(make, this.#founder(name))));
  }

  /**
   * Runs `use` with an object of this server that no other check uses meanwhile. A separate judge
   * makes it if none with this name is free. `use` must restore the object, or fail.
   */
  borrow<T>(
    name: string,
    make: (founder: Judge) => Promise<T>,
    use: (borrowed: T) => Promise<void>,
  ): Promise<void> {
    const { server, facilities } = this.#parts;
    return facilities.borrow(server, name, () => make(this.#founder(name)), use);
  }

  #founder(name: string): Judge {
    const record = newRecord(this.#parts.facilities.secrets);
    return new Judge({ ...this.#parts, id: name, record, randomness: undefined });
  }

  /**
   * Sends a broken request and then its valid twin. Asserts that the first is refused as given, and
   * that the second is accepted.
   */
  async twin(twin: Twin): Promise<{ readonly broken: Exchange; readonly valid: Exchange }> {
    const broken = await twin.broken();
    broken.label ??= 'broken';
    const valid = await twin.valid();
    valid.label ??= 'valid';
    // If the broken request was accepted, the twin may fail as a consequence. The check then
    // reports the broken request.
    const accepted = twin.accepted ?? 'ok';
    if (!matchesExpected(broken, accepted))
      await asStep(stepOf(valid), async () => this.expect.answer(valid, accepted, 'the valid twin'));
    this.expect.answer(broken, twin.refused, 'the request with one mistake');
    return { broken, valid };
  }

  /**
   * Maximum delay of a change after its answer, in ms. It grows with the median round trip, because
   * a correct server is slower on a busy machine.
   */
  get grace(): number {
    return Math.max(MIN_GRACE_MS, ROUND_TRIPS_OF_GRACE * this.#http.endpoint.roundTrips.median);
  }

  /**
   * Repeats a call until the answer is as expected, within the grace. Reports a repetition as late.
   *
   * @param change - the change that the answer must show, such as `the freeze`
   */
  eventually(call: () => Promise<Exchange>, expected: Expected, change: string): Promise<Exchange> {
    return this.waitFor(this.grace, (limitMs) => this.#eventually(call, expected, change, limitMs));
  }

  async #eventually(
    call: () => Promise<Exchange>,
    expected: Expected,
    change: string,
    limitMs: number,
  ): Promise<Exchange> {
    const started = performance.now();
    let exchange = await call();
    if (matchesExpected(exchange, expected)) return exchange;
    // A call without an answer is not repeated, because the server may have applied it.
    const mayRepeat = () =>
      exchange.response !== undefined && performance.now() - started < Math.max(limitMs, this.grace);
    for (let pauseMs = 20; mayRepeat(); pauseMs *= 2) {
      await this.sleep(Math.min(pauseMs, 200));
      exchange = await call();
      if (matchesExpected(exchange, expected)) {
        this.#parts.record.late.push(
          `${change}: took effect ${Math.round(performance.now() - started)} ms after the answer`,
        );
        return exchange;
      }
    }
    return this.expect.answer(exchange, expected, `after ${change}`);
  }

  /**
   * Waits until there are `count` items, for at most the grace, and asserts that there are no more.
   * A wait of more than a second is reported as late. Returns the items.
   */
  async collect<T>(
    items: () => readonly T[],
    count: number,
    what: string,
    exchange = () => undefined as Exchange | undefined,
  ): Promise<readonly T[]> {
    const started = performance.now();
    const passed = () => performance.now() - started;
    const expectCount = () => this.expect.equal(items().length, count, what, exchange());
    await this.waitFor(this.grace, async (limitMs) => {
      while (items().length < count && passed() < Math.max(limitMs, this.grace)) await this.sleep(20);
      if (items().length < count) expectCount();
    });
    if (passed() > MIN_GRACE_MS) this.late(`${what}: arrived after ${Math.round(passed())} ms`);
    expectCount();
    return items();
  }

  /**
   * Makes all calls at the same moment, on connections that are already open.
   *
   * @param others - further judges that make some of the calls
   */
  async atOnce(
    calls: readonly (() => Promise<Exchange>)[],
    others: readonly Judge[] = [],
  ): Promise<readonly Exchange[]> {
    const judges = [this, ...others];
    const closings = await Promise.all(judges.map((judge) => judge.#http.openConnections(calls.length)));
    try {
      return await Promise.all(calls.map((call) => call()));
    } finally {
      for (const close of closings) close();
    }
  }

  /**
   * Starts another instance of the target with these options, and returns a judge of it. The
   * instance may have further options, and other checks may use it too. The start does not count as
   * time of the check.
   *
   * @throws Unjudged (`not-applicable`) if the suite cannot start one
   */
  async start(options: StartOptions): Promise<Judge> {
    const server = await this.untimed(this.#parts.facilities.start(options));
    return new Judge({ ...this.#parts, server });
  }

  /**
   * A judge of an instance that sends its mail to a relay of the judge, and that relay. The start
   * does not count as time of the check.
   *
   * @throws Unjudged if the suite cannot start one
   */
  async withMail(kind: RelayKind = 'willing', options: StartOptions = {}): Promise<MailedJudge> {
    const { facilities, record } = this.#parts;
    const starting = facilities.mail(kind, options);
    record.cleanups.push(() => starting.then(({ release }) => release?.()));
    const { server, relay, sender } = await this.untimed(starting);
    record.relays.push({ relay, since: performance.now() });
    return { relay, sender, judge: new Judge({ ...this.#parts, server }) };
  }

  /**
   * A judge of an instance that announces bootstraps by a webhook, and a server that receives these
   * requests and answers with `handler`. The wait does not count as time of the check.
   *
   * @throws Unjudged if the suite cannot start one
   */
  async withWebhook(handler: MockHandler): Promise<WebhookReceiver> {
    const { facilities, record } = this.#parts;
    const starting = facilities.webhook();
    const release = async () => (await starting).release();
    let end = release;
    record.cleanups.push(() => end());
    const { server, port } = await this.untimed(starting);
    this.signal.throwIfAborted();
    const sink = await startMock(handler, record, facilities.callback, this.signal, port);
    end = () => sink.close().then(release);
    return { sink, judge: new Judge({ ...this.#parts, server }) };
  }

  /**
   * Starts servers that the check may kill, stop, suspend and restart, with their database and
   * disk. They end with the check. Neither the start nor the faults count as time of the check.
   *
   * @throws Unjudged if the suite cannot start them
   */
  async deploy(options: DeployOptions = {}): Promise<FaultyDeployment> {
    const { facilities, record } = this.#parts;
    const deploying = facilities.deploy(options);
    record.cleanups.push(() => deploying.then(({ deployment }) => deployment.close()));
    const deployed = await this.untimed(deploying);
    record.logs.push(() => deployed.deployment.log?.() ?? '');
    const randomness = { random: this.random, cast: this.cast };
    const judges = deployed.servers.map((server) => new Judge({ ...this.#parts, server, randomness }));
    const judge = (node = 0): Judge => {
      const judge = judges[node];
      if (judge === undefined) throw new Error(`no node ${node}: ${judges.length} were deployed`);
      return judge;
    };
    const mailing = (node = 0): MailedJudge => {
      if (deployed.mail === undefined) throw new Error('deployed without mail');
      record.relays.push({ relay: deployed.mail.relay, since: performance.now() });
      return { ...deployed.mail, judge: judge(node) };
    };
    return { ...untimedDeployment(deployed, (awaited) => this.untimed(awaited)), judge, mailing };
  }

  /**
   * Awaits a promise. The wait does not count as time of the check, and another check runs
   * meanwhile.
   */
  async untimed<T>(awaited: Promise<T>): Promise<T> {
    const { deadline, withoutSlot } = this.#parts;
    const started = performance.now();
    deadline.extend(MAX_UNTIMED_MS);
    try {
      return await (withoutSlot?.(awaited) ?? awaited);
    } finally {
      deadline.extend(performance.now() - started - MAX_UNTIMED_MS);
    }
  }

  /** The recorded exchanges of the check, oldest first. */
  get exchanges(): readonly Exchange[] {
    return this.#parts.record.exchanges;
  }

  /** The last lines of the server's log; empty unless the suite started the server. */
  log(): string {
    return this.#parts.server.log();
  }

  /** Whether the target has a capability ('spontaneous', 'events', …). */
  has(capability: string): boolean {
    return this.#parts.facilities.has(capability);
  }

  /** Sleeps until the time limit of the check at most. Another check runs during a long sleep. */
  async sleep(ms: number): Promise<void> {
    const { withoutSlot } = this.#parts;
    const waiting = pause(ms, this.signal);
    await (ms < LONG_SLEEP_MS ? waiting : (withoutSlot?.(waiting, true) ?? waiting));
  }
}
