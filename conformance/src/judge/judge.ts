import type { Exchange, RawOptions, RawParts } from '../exchange/index.ts';
import type { DeployOptions, Deployment } from '../deployment/index.ts';
import type { RelayKind } from '../mail/index.ts';
import type { StartOptions } from '../targets/index.ts';
import type { Bootstrapped } from './bootstrapped.ts';
import { newRecord } from './check-record.ts';
import { EventStream } from './event-stream.ts';
import { cameTo, type Expected } from './expectations.ts';
import type { Mailed } from './facilities.ts';
import { Founder } from './founder.ts';
import { Http, type HttpRequest } from './http.ts';
import type { JudgeParts, Twin } from './judge-parts.ts';
import { type MockHandler, type MockServer, startMock } from './mock-server.ts';
import { pause } from './pause.ts';
import type { Author, CallChange } from './rpc.ts';
import { untimedDeployment } from './untimed-deployment.ts';

/** Shortest grace, in ms. */
const MIN_GRACE_MS = 1000;

/** The grace is at least as long as this many round trips. */
const ROUND_TRIPS_OF_GRACE = 20;

/** Time that starting another instance may take, beside that of the check, in ms. */
const longestStart = 120_000;

/** From then on a sleep is long, in ms. */
const longSleep = 1000;

/** A judge and a server whose mail the judge receives. */
export interface Mailing extends Omit<Mailed, 'server' | 'release'> {
  readonly judge: Judge;
}

/** A judge before a server that announces bootstraps, and who hears them. */
export interface Hearing {
  readonly judge: Judge;
  readonly sink: MockServer;
}

/** Servers of the check's own, which it may do harm to. */
export interface Place extends Deployment {
  /** A judge before one of the nodes (the first); all of them mean the same people. */
  judge(node?: number): Judge;
  /** The same, with the relay that its mail goes to; only where mail was asked for. */
  mailing(node?: number): Mailing;
}

/**
 * What a check of a server is given: a stranger's means, fresh keys, and a memory of every
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

  /** An open event stream of the author's. */
  async stream(author: Author, options: CallChange = {}): Promise<EventStream> {
    const opened = this.now();
    const answer = await this.rpc.listen(author, options);
    this.expect.answer(answer.exchange, 200, 'opening an event stream');
    return new EventStream(answer, opened, this.signal, this.#parts.record.secrets);
  }

  /** The same, its first event taken: whatever happens from now on, it tells. */
  async listen(author: Author, options: CallChange = {}): Promise<EventStream> {
    const stream = await this.stream(author, options);
    const { fields } = await stream.next('the configuration as first event');
    this.expect.equal(fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
    return stream;
  }

  /**
   * An organization that lives, one for all checks that only ask and leave nothing behind: cheaper
   * than `bootstrapped`, and as good where a check cannot change what another sees.
   */
  common(): Promise<Bootstrapped> {
    return this.shared('common', (founder) => founder.bootstrapped());
  }

  /**
   * What checks share by this name: made once, by a judge of its own, when it is first asked for.
   */
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
    use: (lent: T) => Promise<void>,
  ): Promise<void> {
    const { server, facilities } = this.#parts;
    return facilities.borrow(server, name, () => make(this.#founder(name)), use);
  }

  #founder(name: string): Judge {
    const record = newRecord(this.#parts.facilities.secrets);
    return new Judge({ ...this.#parts, id: name, record, lots: undefined });
  }

  /**
   * Sends the broken request, which must be refused as said, then its valid twin, which must be
   * accepted.
   */
  async twin(twin: Twin): Promise<{ readonly broken: Exchange; readonly valid: Exchange }> {
    const broken = await twin.broken();
    broken.label ??= 'broken';
    const valid = await twin.valid();
    valid.label ??= 'valid';
    // A fault that passed may well spoil its twin: then the fault is what to tell.
    const accepted = twin.accepted ?? 'ok';
    if (!cameTo(broken, accepted)) this.expect.answer(valid, accepted, 'the valid twin');
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
    if (cameTo(exchange, expected)) return exchange;
    // A call without an answer may have acted: it is not repeated.
    const mayRepeat = () => exchange.response !== undefined && performance.now() - started < this.grace;
    for (let pause = 20; mayRepeat(); pause *= 2) {
      await this.sleep(Math.min(pause, 200));
      exchange = await call();
      if (cameTo(exchange, expected)) {
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
  async within(isThere: () => boolean, what: string): Promise<void> {
    const started = performance.now();
    const passed = () => performance.now() - started;
    while (!isThere() && passed() < this.grace) await this.sleep(20);
    if (isThere() && passed() > MIN_GRACE_MS)
      this.#parts.record.late.push(`${what}: there after ${Math.round(passed())} ms`);
  }

  /**
   * Starts all calls at the same moment, on connections that are open already. `others`: judges
   * that some of the calls are sent by.
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
   * A judge before another instance of the target, started with these options and maybe more that
   * do not touch them: 'not applicable' where there is none. The start does not count as the
   * check's time.
   */
  async start(options: StartOptions): Promise<Judge> {
    const server = await this.untimed(this.#parts.facilities.start(options));
    return new Judge({ ...this.#parts, server });
  }

  /**
   * A judge before an instance whose mail goes to a relay of the judge, and that relay. Waiting for
   * it is not the check's time.
   */
  async mailed(kind: RelayKind = 'willing', options: StartOptions = {}): Promise<Mailing> {
    const { facilities, record } = this.#parts;
    const lending = facilities.mail(kind, options);
    record.endings.push(() => lending.then(({ release }) => release?.()));
    const { server, relay, sender } = await this.untimed(lending);
    return { relay, sender, judge: new Judge({ ...this.#parts, server }) };
  }

  /**
   * A judge before an instance that announces bootstraps, and who hears all of them. Waiting for it
   * is not the check's time.
   */
  async hooked(handler: MockHandler): Promise<Hearing> {
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
   * Servers that the check may kill, stop, suspend and start again, with the database and the disk
   * under them: 'not applicable' where there are none. All of it ends with the check. Neither the
   * start nor what the harm itself takes counts as the check's time.
   */
  async deploy(options: DeployOptions = {}): Promise<Place> {
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
    const mailing = (node = 0): Mailing => {
      if (deployed.mail === undefined) throw new Error('deployed without mail');
      return { ...deployed.mail, judge: judge(node) };
    };
    return { ...untimedDeployment(deployed, (awaited) => this.untimed(awaited)), judge, mailing };
  }

  /**
   * Waits for something that does not count as the check's time; another check goes on meanwhile.
   */
  async untimed<T>(awaited: Promise<T>): Promise<T> {
    const { deadline, aside } = this.#parts;
    const started = performance.now();
    deadline.extend(longestStart);
    try {
      return await (aside?.(awaited) ?? awaited);
    } finally {
      deadline.extend(performance.now() - started - longestStart);
    }
  }

  /** What went over the wire so far, oldest first. */
  get exchanges(): readonly Exchange[] {
    return this.#parts.record.exchanges;
  }

  /** What the target wrote lately; empty unless the suite started it. */
  log(): string {
    return this.#parts.server.log();
  }

  /** Whether the target has a capability ('spontaneous', 'events', …). */
  has(capability: string): boolean {
    return this.#parts.facilities.has(capability);
  }

  /** Waits; the check's own timeout ends it. While it waits for long, another check goes on. */
  async sleep(ms: number): Promise<void> {
    const { aside } = this.#parts;
    const waiting = pause(ms, this.signal);
    await (ms < longSleep ? waiting : (aside?.(waiting, true) ?? waiting));
  }
}
