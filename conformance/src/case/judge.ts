import type { Deployment, DeployOptions } from '../targets/deployment/deployment.ts';
import type { RelayKind } from '../targets/mail-relay.ts';
import type { StartOptions } from '../targets/start-options.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { RawOptions, RawParts } from '../wire/raw-socket.ts';
import { newRecord } from './check-record.ts';
import { pause } from './deadline.ts';
import { EventStream } from './event-stream.ts';
import { type Expected, matchesExpected } from './expect.ts';
import type { Mailed } from './facilities.ts';
import { Founder } from './founder.ts';
import { Http, type HttpRequest } from './http.ts';
import type { JudgeParts, Twin } from './judge-parts.ts';
import { type MockHandler, type MockServer, startMock } from './mock-server.ts';
import type { Bootstrapped } from './organization.ts';
import type { Author, CallChange } from './rpc.ts';
import { untimedDeployment } from './untimed-deployment.ts';

/** Shortest grace, in ms. */
const MIN_GRACE_MS = 1000;

/** The grace is at least as long as this many round trips. */
const ROUND_TRIPS_OF_GRACE = 20;

/** Longest start of another instance, in ms. It does not count as time of the check. */
const longestStart = 120_000;

/** Shortest sleep that counts as long, in ms. */
const longSleep = 1000;

/** A judge and a server whose mail the judge receives. */
export interface MailedJudge extends Omit<Mailed, 'server' | 'release'> {
  readonly judge: Judge;
}

/** A judge with a server that announces bootstraps, and the receiver of the announcements. */
export interface WebhookReceiver {
  readonly judge: Judge;
  readonly sink: MockServer;
}

/** Servers of one check, which may inject faults into them. */
export interface FaultyDeployment extends Deployment {
  /** A judge for one of the nodes (default: the first). All of them use the same people. */
  judge(node?: number): Judge;
  /** The same, with the relay for its mail. Only if mail was requested. */
  mailing(node?: number): MailedJudge;
}

/**
 * The argument of a server check: a client without privileges, fresh keys, and a record of every
 * exchange.
 */
export class Judge extends Founder {
  readonly signal: AbortSignal;
  readonly #http: Http;
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts) {
    const http = new Http(parts.server.endpoint, parts.deadline, parts.record);
    super(parts, http);
    this.#http = http;
    this.#parts = parts;
    this.signal = parts.deadline.signal;
  }

  /** Scheme, host and port of the target, without a slash at the end. */
  get address(): string {
    return this.#parts.server.endpoint.address;
  }

  /** Sends one HTTP request exactly as given: raw target, header list, bytes. */
  http(request: HttpRequest): Promise<Exchange> {
    return this.#http.send(request);
  }

  /** Writes bytes on a connection of its own (chunked bodies, false lengths, half requests). */
  socket(parts: RawParts, options?: RawOptions & { readonly label?: string }): Promise<Exchange> {
    return this.#http.raw(parts, options);
  }

  /** Opens an event stream of the author. */
  async stream(author: Author, options: CallChange = {}): Promise<EventStream> {
    const opened = this.now();
    const answer = await this.rpc.listen(author, options);
    this.expect.answer(answer.exchange, 200, 'opening an event stream');
    return new EventStream(answer, opened, this.signal, this.#parts.record.secrets);
  }

  /** The same, after its first event: it reports everything that happens from now on. */
  async listen(author: Author, options: CallChange = {}): Promise<EventStream> {
    const stream = await this.stream(author, options);
    const { fields } = await stream.next('the configuration as first event');
    this.expect.equal(fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
    return stream;
  }

  /**
   * A bootstrapped organization shared by all checks that only read and leave nothing behind. It is
   * cheaper than `bootstrapped`, and equivalent if no check can change what another one sees.
   */
  common(): Promise<Bootstrapped> {
    return this.shared('common', (founder) => founder.bootstrapped());
  }

  /** A shared object of this name, made once, by a separate judge, on first use. */
  shared<T>(name: string, make: (founder: Judge) => Promise<T>): Promise<T> {
    const { server, facilities } = this.#parts;
    return facilities.shared(server, name, () => make(this.#founder(name)));
  }

  /**
   * Borrows the shared object of this name, for one check at a time. The borrower must leave it as
   * it was, or fail.
   */
  borrow<T>(
    name: string,
    make: (founder: Judge) => Promise<T>,
    use: (runFacilities: T) => Promise<void>,
  ): Promise<void> {
    const { server, facilities } = this.#parts;
    return facilities.borrow(server, name, () => make(this.#founder(name)), use);
  }

  #founder(name: string): Judge {
    const record = newRecord(this.#parts.facilities.secrets);
    return new Judge({ ...this.#parts, id: name, record, lots: undefined });
  }

  /**
   * Sends the broken request, which must be refused as given, and then its valid twin, which must
   * be accepted.
   */
  async twin(twin: Twin): Promise<{ readonly broken: Exchange; readonly valid: Exchange }> {
    const broken = await twin.broken();
    broken.label ??= 'broken';
    const valid = await twin.valid();
    valid.label ??= 'valid';
    // If the broken request was accepted, its twin may fail because of it. The broken request is
    // then reported.
    const accepted = twin.accepted ?? 'ok';
    if (!matchesExpected(broken, accepted)) this.expect.answer(valid, accepted, 'the valid twin');
    this.expect.answer(broken, twin.refused, 'the request with one fault');
    return { broken, valid };
  }

  /**
   * Longest time in ms that the target may take to apply a change after it answered. It grows with
   * the median round trip: on a busy machine a correct server needs more than a second for a few
   * calls.
   */
  get grace(): number {
    return Math.max(MIN_GRACE_MS, ROUND_TRIPS_OF_GRACE * this.#http.endpoint.roundTrips.median);
  }

  /** Repeats a call within the grace until the answer is as expected. A repetition is noted. */
  async eventually(call: () => Promise<Exchange>, expected: Expected, what = ''): Promise<Exchange> {
    const started = performance.now();
    let exchange = await call();
    if (matchesExpected(exchange, expected)) return exchange;
    // A call without an answer may have acted: it is not repeated.
    const mayRepeat = () => exchange.response !== undefined && performance.now() - started < this.grace;
    for (let pause = 20; mayRepeat(); pause *= 2) {
      await this.sleep(Math.min(pause, 200));
      exchange = await call();
      if (matchesExpected(exchange, expected)) {
        this.#parts.record.late.push(
          `${what === '' ? 'a change' : what} took ${Math.round(performance.now() - started)} ms after its answer to apply`,
        );
        return exchange;
      }
    }
    return this.expect.answer(exchange, expected, what);
  }

  /**
   * Waits for an effect that the target may be late with: up to the grace. More than a second is
   * noted.
   */
  async waitUntil(isThere: () => boolean, what: string): Promise<void> {
    const started = performance.now();
    const passed = () => performance.now() - started;
    while (!isThere() && passed() < this.grace) await this.sleep(20);
    if (isThere() && passed() > MIN_GRACE_MS)
      this.#parts.record.late.push(`${what}: there after ${Math.round(passed())} ms`);
  }

  /**
   * Sends all calls at the same moment, on connections that are already open. `others`: further
   * judges that send some of the calls.
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
   * A judge for another instance of the target, started with these options and perhaps others that
   * do not affect them. The check is 'not applicable' if there is none. The start does not count as
   * time of the check.
   */
  async start(options: StartOptions): Promise<Judge> {
    const server = await this.untimed(this.#parts.facilities.start(options));
    return new Judge({ ...this.#parts, server });
  }

  /**
   * A judge for an instance whose mail goes to a relay of the judge, and that relay. The wait does
   * not count as time of the check.
   */
  async withMail(kind: RelayKind = 'willing', options: StartOptions = {}): Promise<MailedJudge> {
    const { facilities, record } = this.#parts;
    const lending = facilities.mail(kind, options);
    record.endings.push(() => lending.then(({ release }) => release?.()));
    const { server, relay, sender } = await this.untimed(lending);
    return { relay, sender, judge: new Judge({ ...this.#parts, server }) };
  }

  /**
   * A judge for an instance that announces bootstraps, and the receiver of all announcements. The
   * wait does not count as time of the check.
   */
  async withWebhook(handler: MockHandler): Promise<WebhookReceiver> {
    const { facilities, record } = this.#parts;
    const lending = facilities.hooked();
    const release = async () => (await lending).release();
    let end = release;
    record.endings.push(() => end());
    const { server, port } = await this.untimed(lending);
    this.signal.throwIfAborted();
    const sink = await startMock(handler, record, facilities.callback, this.signal, port);
    end = () => sink.close().then(release);
    return { sink, judge: new Judge({ ...this.#parts, server }) };
  }

  /**
   * Servers that the check may kill, stop, suspend and restart, with their database and disk. The
   * check is 'not applicable' if there are none. Everything ends with the check. Neither the start
   * nor the faults count as time of the check.
   */
  async deploy(options: DeployOptions = {}): Promise<FaultyDeployment> {
    const { facilities, record } = this.#parts;
    const deploying = facilities.deploy(options);
    record.endings.push(() => deploying.then(({ deployment }) => deployment.close()));
    const deployed = await this.untimed(deploying);
    record.logs.push(() => deployed.deployment.log?.() ?? '');
    const lots = { random: this.random, cast: this.cast };
    const judges = deployed.servers.map((server) => new Judge({ ...this.#parts, server, lots }));
    const judge = (node = 0): Judge => {
      const found = judges[node];
      if (found === undefined) throw new Error(`no node ${node}: ${judges.length} were deployed`);
      return found;
    };
    const mailing = (node = 0): MailedJudge => {
      if (deployed.mail === undefined) throw new Error('deployed without mail');
      return { ...deployed.mail, judge: judge(node) };
    };
    return { ...untimedDeployment(deployed, (awaited) => this.untimed(awaited)), judge, mailing };
  }

  /** Awaits something that does not count as time of the check. Another check runs meanwhile. */
  async untimed<T>(awaited: Promise<T>): Promise<T> {
    const { deadline, withoutSlot } = this.#parts;
    const started = performance.now();
    deadline.extend(longestStart);
    try {
      return await (withoutSlot?.(awaited) ?? awaited);
    } finally {
      deadline.extend(performance.now() - started - longestStart);
    }
  }

  /** All exchanges so far, oldest first. */
  get exchanges(): readonly Exchange[] {
    return this.#parts.record.exchanges;
  }

  /** The latest log of the target; empty unless the suite started it. */
  log(): string {
    return this.#parts.server.log();
  }

  /** Whether the target has a capability ('spontaneous', 'events', …). */
  has(capability: string): boolean {
    return this.#parts.facilities.has(capability);
  }

  /** Sleeps, bounded by the check's time limit. During a long sleep another check runs. */
  async sleep(ms: number): Promise<void> {
    const { withoutSlot } = this.#parts;
    const waiting = pause(ms, this.signal);
    await (ms < longSleep ? waiting : (withoutSlot?.(waiting, true) ?? waiting));
  }
}
