import { CodedError } from '@parsec-spec/spec/errors';
import type { Fields } from '../../wire/values.ts';
import type { ClientConnection } from './client-connection.ts';
import { ACTS, type Act, type ClientIntroduction } from './client-driver.ts';
import { LineQueue } from './line-queue.ts';

/** The terminal of a person who operates a client. */
export interface PersonTerminal {
  /** Shows what to do next. */
  readonly say: (text: string) => void;
  /** Asks a question and returns the answer, without spaces at its ends. */
  readonly ask: (question: string) => Promise<string>;
  /** Ends the run. Its report holds what was judged before. */
  readonly quit: () => void;
}

/**
 * A client that a person operates. Each act is shown as an instruction, and the person says what was
 * seen. `s` skips an act, `q` ends the run.
 *
 * @param home - the folder to which HOME of the client must point
 * @param check - the check that needs the client
 */
export function personConnection(
  terminal: PersonTerminal,
  {
    home,
    check = '',
    introduction,
  }: {
    readonly home: string;
    readonly check?: string | undefined;
    readonly introduction: ClientIntroduction;
  },
): ClientConnection {
  const lines = new LineQueue();
  let stop: (() => void) | undefined;
  let isStarted = false;
  const push = (line: Fields): void => lines.push(JSON.stringify(line));

  /** Asks a question. `s` and `q` end the act. */
  const ask = async (question: string, form = /^/): Promise<string> => {
    const answer = await askUntil(terminal, `${question} (s skips, q quits)`, form);
    if (/^s$/i.test(answer)) throw new Ended({ end: 'unsupported', code: 'skipped' });
    if (/^q$/i.test(answer)) {
      terminal.quit();
      throw new Ended({ end: 'cancelled', said: 'the person quit' });
    }
    return answer;
  };
  let answerOf: (line: Fields) => void = () => undefined;
  /** Sends a question of the client to the suite, which plays its user. */
  const consult = (line: Fields): Promise<Fields> => {
    const answered = new Promise<Fields>((resolve) => (answerOf = resolve));
    push(line);
    return answered;
  };
  const showCode = async (id: unknown): Promise<void> =>
    push({ id, shown: await ask('Which code does the client show? Exactly as it shows it') });
  const chooseCode = async (id: unknown): Promise<void> => {
    const offered = await ask(
      'Which codes does the client offer? Exactly as it shows them, separated by spaces',
    );
    const { choose } = await consult({ id, choices: offered.split(/\s+/) });
    terminal.say(typeof choose === 'string' ? `Choose ${choose}` : 'Choose none of them, or cancel');
  };

  async function converse(id: unknown, act: Act, fields: Fields): Promise<Fields> {
    if (!isStarted) terminal.say(`\n${check}\nStart the client with HOME=${home}`);
    isStarted = true;
    terminal.say(instructions[act](fields));
    if (act === 'claim') {
      await chooseCode(id);
      await showCode(id);
    }
    if (act === 'greet') {
      await showCode(id);
      await chooseCode(id);
    }
    if (act === 'acceptTerms') {
      const url = await ask('Which address of the terms does the client show?');
      const { agree } = await consult({ id, terms: { en: url } });
      terminal.say(agree === true ? 'Accept the terms' : 'Do not accept the terms');
    }
    if (act === 'watch') await new Promise<void>((resolve) => (stop = resolve));
    const how = await ask('How did it end? d done, r refused, c cancelled', /^[drcsq]/i);
    const end = /^d/i.test(how) ? 'ok' : /^c/i.test(how) ? 'cancelled' : 'refused';
    const text = await ask('What does the client say?');
    const link = act === 'invite' && end === 'ok' ? { link: await ask('Which link does it show?') } : {};
    return { end, said: text, ...link };
  }

  const start = (id: unknown, name: string, fields: Fields): void => {
    const act = ACTS.find((each) => each === name);
    if (act === undefined) return push({ id, end: 'unsupported' });
    void converse(id, act, fields)
      .catch((error: unknown) =>
        error instanceof Ended ? error.end : { end: 'cancelled', said: String(error) },
      )
      .then((end) => push({ id, ...end }));
  };

  return {
    send: (line) => {
      const { id, do: name, ...fields } = JSON.parse(line) as Fields;
      if (name === undefined) answerOf(fields);
      else if (name === 'hello') push({ id, ...introduction });
      else if (name === 'stop') {
        stop?.();
        push({ id, end: 'ok', said: '' });
      } else start(id, text(name), fields);
    },
    next: () => lines.next(),
    silence: 'no answer of the person, who may need more time: run the check again',
    endReason: () => lines.endReason ?? 'an end',
    log: () => Buffer.alloc(0),
    close: async () => {
      terminal.say('Close the client');
      lines.end('closed');
      return true;
    },
    kill: () => lines.end('the suite ended it'),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the person does in each act. */
const instructions: Readonly<Record<Act, (fields: Fields) => string>> = {
  bootstrap: ({ link, email, name, device, password }) =>
    `Create the organization with the link ${link}\n  e-mail ${email}, name ${name}, device ${device}, password ${password}`,
  logIn: ({ device, file, password }) =>
    `Log in with the device ${device}${file === undefined ? '' : ` (${file})`}, password ${password}`,
  list: ({ device, password }) =>
    `Log in with the device ${device}, password ${password}, and list the users`,
  changePassword: ({ device, old, new: other }) =>
    `Change the password of the device ${device} from ${old} to ${other}`,
  acceptTerms: () => 'Show the terms of service',
  invite: ({ email }) => (email === undefined ? 'Invite another device of yours' : `Invite ${email}`),
  claim: ({ link, email, name, device, password }) =>
    `Join with the link ${link}\n  e-mail ${email}, name ${name}, device ${device}, password ${password}`,
  greet: ({ link, grant }) => `Greet the newcomer of the invitation ${link}\n  with ${grantText(grant)}`,
  revoke: ({ email }) => `Revoke the user ${email}`,
  watch: () => 'Keep the client open and connected',
};

const grantText = (grant: unknown): string =>
  Object.entries(Object(grant) as Fields)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');

/** An answer that ends the conversation about an act. */
class Ended extends CodedError<'act-ended'> {
  readonly end: Fields;

  constructor(end: Fields) {
    super('act-ended', 'the person ended the act');
    this.end = end;
  }
}

/** Asks until the answer has one of the forms that the question names. */
export async function askUntil(terminal: PersonTerminal, question: string, form: RegExp): Promise<string> {
  for (;;) {
    const answer = await terminal.ask(question);
    if (form.test(answer)) return answer;
    terminal.say('Answer with one of the letters.');
  }
}
