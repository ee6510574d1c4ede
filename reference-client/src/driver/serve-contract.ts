import { userAgent } from '../call/exchange.ts';
import type { ActOutcome } from './act.ts';
import type { Comparing } from './greeting-acts.ts';
import type { Installation, ShowTerms } from './installation.ts';

/** The transport of the contract of clients: lines of JSON in both directions, and a log. */
export interface ContractTransport {
  readonly lines: AsyncIterable<string>;
  readonly write: (line: string) => void;
  /** Receives the log of the acts. */
  readonly log: (text: string) => void;
  /** Name and version of the client. Default: those of this one. */
  readonly client?: string;
}

/**
 * Serves the contract of clients (conformance/clients/CONTRACT.md) until the lines end.
 *
 * @param open - Opens the installation. `cheapPassword`: with the cheapest password hashing.
 */
export async function serveContract(
  open: (cheapPassword: boolean) => Installation,
  { lines, write, log, client = userAgent }: ContractTransport,
): Promise<void> {
  const send = (fields: Line): void => write(JSON.stringify(fields));
  let running: Running | undefined;
  for await (const received of lines) {
    const line = JSON.parse(received) as Line;
    const { id, do: name } = line;
    if (name === undefined) running?.answer(line);
    else if (name === 'hello') send({ id, client, ...introduction });
    else if (name === 'stop') {
      running?.stop.abort();
      send({ id, end: 'ok', said: '' });
    } else {
      running = start({ id, line, act: acts[String(name)], open, send, log });
    }
  }
  running?.stop.abort();
}

/** A line that the suite sends. */
type Line = Readonly<Record<string, unknown>>;

/** An act that is under way. */
interface Running {
  readonly id: unknown;
  readonly stop: AbortController;
  /** Receives the user's answer to the last question. */
  answer: (line: Line) => void;
}

/** What an act needs: its fields, the user, and the signal that cancels it. */
interface ActContext {
  readonly line: Line;
  readonly installation: Installation;
  readonly comparing: Comparing;
  readonly show: ShowTerms;
  readonly signal: AbortSignal;
  readonly tell: (fields: Line) => void;
}

const text = (line: Line, name: string): string => {
  const value = line[name];
  return typeof value === 'string' ? value : '';
};
const optional = (line: Line, name: string): string | undefined => {
  const value = line[name];
  return typeof value === 'string' ? value : undefined;
};
const access = (line: Line) => ({
  password: text(line, 'password'),
  device: optional(line, 'device'),
  file: optional(line, 'file'),
});
const newcomer = (line: Line) => ({
  link: text(line, 'link'),
  email: text(line, 'email'),
  name: text(line, 'name'),
  device: text(line, 'device'),
  password: text(line, 'password'),
});

const acts: Readonly<Record<string, (context: ActContext) => Promise<ActOutcome>>> = {
  bootstrap: ({ installation, line }) => installation.bootstrap(newcomer(line)),
  logIn: ({ installation, line }) => installation.logIn(access(line)),
  list: ({ installation, line }) =>
    installation.list(optional(line, 'password') === undefined ? {} : access(line)),
  changePassword: ({ installation, line }) =>
    installation.changePassword({
      ...access(line),
      password: text(line, 'old'),
      newPassword: text(line, 'new'),
    }),
  acceptTerms: ({ installation, line, show }) => installation.acceptTerms({ ...access(line), show }),
  invite: ({ installation, line }) =>
    installation.invite({ ...access(line), email: optional(line, 'email') }),
  claim: ({ installation, line, comparing, signal }) =>
    installation.claim({ ...newcomer(line), comparing, signal }),
  greet: ({ installation, line, comparing, signal }) =>
    installation.greet({
      ...access(line),
      link: text(line, 'link'),
      grant: (line.grant ?? {}) as object,
      comparing,
      signal,
    }),
  revoke: ({ installation, line }) => installation.revoke({ ...access(line), email: text(line, 'email') }),
  watch: ({ installation, line, signal, tell }) =>
    installation.watch({ ...access(line), signal, onEvent: (event) => tell({ event }) }),
};

const introduction = {
  acts: Object.keys(acts),
  opensForeignFiles: true,
  cheapPasswords: true,
};

function start({
  id,
  line,
  act,
  open,
  send,
  log,
}: {
  readonly id: unknown;
  readonly line: Line;
  readonly act: (typeof acts)[string] | undefined;
  readonly open: (cheapPassword: boolean) => Installation;
  readonly send: (fields: Line) => void;
  readonly log: (text: string) => void;
}): Running {
  const running: Running = { id, stop: new AbortController(), answer: () => undefined };
  const { signal } = running.stop;
  const tell = (fields: Line): void => send({ id, ...fields });
  const ask = (question: Line): Promise<Line> =>
    new Promise((resolve) => {
      running.answer = resolve;
      signal.addEventListener('abort', () => resolve({}));
      tell(question);
    });
  if (act === undefined) {
    tell({ end: 'unsupported', said: 'this client has no such act' });
    return running;
  }
  let refusedByUser = false;
  const context: ActContext = {
    ...{ line, signal, tell },
    installation: open(line.cheapPassword === true),
    comparing: {
      shown: (shown) => tell({ shown }),
      choose: async (choices) => {
        const { choose } = await ask({ choices });
        refusedByUser ||= typeof choose !== 'string';
        return typeof choose === 'string' ? choose : undefined;
      },
    },
    show: async ({ addresses: terms }) => {
      const { agree } = await ask({ terms });
      refusedByUser ||= agree !== true;
      return agree === true;
    },
  };
  void act(context).then(({ code, message: said, output, facts }) => {
    log(output);
    const end = code === 'ok' ? 'ok' : signal.aborted || refusedByUser ? 'cancelled' : 'refused';
    const { users, devices, link } = facts;
    tell({ end, said, code, users, devices, link });
  });
  return running;
}
