import { deviceLabel, emailAddress, humanLabel, organizationId, visible } from '@parsec-spec/spec/scalars';
import {
  type BootstrapAddress,
  formatServerUrl,
  type LinkRefusal,
  parseBootstrapUrl,
  parseInvitationUrl,
  parseServerAddress,
  parseServerUrl,
  parseSignUpUrl,
} from '@parsec-spec/spec/urls';
import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';

/** Parses the text of a user into its normal form, or says what was expected. */
type Reader<T> = (text: string) => { ok: true; value: T } | { ok: false; expected: string };

/**
 * A fact that a command needs: the question for it, and the option that gives it without a
 * terminal.
 */
export interface Question<T> {
  question: string;
  /** `--email`, or the name of the argument. */
  flag: string;
  /** What the answer is, for errors: `an e-mail address`. */
  noun: string;
  read: Reader<T>;
  /** `shown`: it may be echoed, but no error repeats it. `hidden`: it is not echoed either. */
  secret?: 'shown' | 'hidden';
  /** How to give it without a terminal, if not only by its flag. */
  source?: string;
}

/**
 * Returns the given value or asks for it. Without a terminal a missing value is an error that names
 * its option.
 *
 * @throws CliError `missing-option` or `bad-option`
 */
export async function valueOrAnswer<T>(
  question: Question<T>,
  given: string | undefined,
  asker: Asker | undefined,
): Promise<T> {
  return readValue(question, given ?? (await typed(question, asker)));
}

function readValue<T>({ flag, noun, read, secret }: Question<T>, text: string): T {
  const result = read(text);
  if (result.ok) return result.value;
  const shown = text.replace(/(?<=\/\/).*@/s, '(hidden)@');
  const subject = secret === undefined ? `${flag} ${JSON.stringify(shown)}` : flag;
  throw new CliError('bad-option', `${subject} is not ${noun}`, `expected ${result.expected}`);
}

/** @param refused the answer that the server refused, which the user can correct */
async function typed<T>(asked: Question<T>, asker: Asker | undefined, refused = ''): Promise<string> {
  const { question, flag, read, secret, source = flag } = asked;
  if (asker === undefined)
    throw new CliError(
      'missing-option',
      `${flag} is missing`,
      `give ${source}, or run in a terminal to be asked`,
    );
  const problem = (text: string): string | undefined => {
    const result = read(text);
    return result.ok ? undefined : `expected ${result.expected}`;
  };
  return secret === 'hidden' ? asker.secret(question, problem) : asker.text(question, problem, refused);
}

/** The error if the server refused an answer. */
export class RefusedAnswer extends CliError {
  readonly flag: string | undefined;

  /** @param question undefined if the refusal concerns no single answer */
  constructor(
    question: Pick<Question<unknown>, 'flag'> | undefined,
    { code, message, hint, exit }: CliError,
  ) {
    super(code, message, hint, exit);
    this.flag = question?.flag;
  }
}

/** Returns a given value or the answer to its question. */
export type Answers = <T>(question: Question<T>, given?: string) => Promise<T>;

/**
 * Runs `use`, which takes the answers that it needs. If it throws {@link RefusedAnswer} about a
 * typed answer, it runs again: that question is asked again with the typed text, and all other
 * answers are kept.
 */
export async function repeatUntilAccepted<R>(
  { asker, say }: { readonly asker: Asker | undefined; readonly say: (text: string) => void },
  use: (answer: Answers) => Promise<R>,
): Promise<R> {
  const answers = new Map<string, string>();
  const refused = new Map<string, string>();
  const answer: Answers = async (question, given) => {
    if (given !== undefined) return readValue(question, given);
    const { flag } = question;
    const text = answers.get(flag) ?? (await typed(question, asker, refused.get(flag)));
    answers.set(flag, text);
    return readValue(question, text);
  };
  for (;;) {
    try {
      return await use(answer);
    } catch (error) {
      if (!(error instanceof RefusedAnswer)) throw error;
      const { flag = '', message, hint } = error;
      const text = answers.get(flag);
      if (text === undefined) throw error;
      say(`${message}\n  ${hint}`);
      answers.delete(flag);
      refused.set(flag, text);
    }
  }
}

/** Other kinds of links, and the commands that use them. */
const otherLinks = [
  [parseBootstrapUrl, 'a bootstrap link', 'client organization bootstrap'],
  [parseInvitationUrl, 'an invitation link', 'client invite claim'],
  [parseSignUpUrl, 'a sign-up link', 'client sign-up'],
] as const;

/** Makes the reader of one kind of link. A link of another kind is named. */
export const linkReader =
  <T>(noun: string, parse: (text: string) => { ok: true; address: T } | LinkRefusal): Reader<T> =>
  (text) => {
    const parsed = parse(text);
    if (parsed.ok) return { ok: true, value: parsed.address };
    const [, kind, command] = otherLinks.find(([other]) => other(text).ok) ?? [];
    const help =
      kind !== undefined
        ? `this is ${kind}, for \`${command}\``
        : parsed.reason === 'payload'
          ? 'this one is incomplete or changed'
          : parsed.expected;
    return { ok: false, expected: `${noun} as it was sent (${help})` };
  };

/** The URL that a host without scheme, or a URL with a path, probably means. */
function meantServer(text: string): string | undefined {
  if (/^https?:/.test(text)) return URL.parse(text)?.origin;
  if (!/^(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?$/.test(text)) return undefined;
  return `${/^(?:localhost|127\.)/.test(text) ? 'http' : 'https'}://${text}`;
}

/** The questions that several client commands share. */
export const questions = {
  organization: {
    question: 'Organization name',
    flag: 'ORGANIZATION',
    noun: 'an organization name',
    read: organizationId,
  },
  email: {
    question: 'Your e-mail address',
    flag: '--email',
    noun: 'an e-mail address',
    read: emailAddress,
  },
  name: { question: 'Your name', flag: '--name', noun: 'a name', read: visible(humanLabel) },
  deviceLabel: {
    question: 'Name of this device, e.g. laptop',
    flag: '--device-label',
    noun: 'a device name',
    read: visible(deviceLabel),
  },
  server: {
    question: 'Address of the server',
    flag: '--server',
    noun: 'a server address',
    read: (text) => {
      const short = parseServerUrl(text.trim());
      const parsed = short.ok ? short : parseServerAddress(text);
      if (parsed.ok) return { ok: true, value: formatServerUrl(parsed.address) };
      if (parsed.reason === 'user') return { ok: false, expected: parsed.expected };
      const suggestion = meantServer(text.trim());
      const help = suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
      return { ok: false, expected: `https://HOST[:PORT] or parsec3://HOST[:PORT]${help}` };
    },
  } satisfies Question<string>,
  link: {
    question: 'Bootstrap link',
    flag: 'LINK',
    noun: 'a bootstrap link',
    secret: 'shown',
    read: linkReader('a bootstrap link', parseBootstrapUrl),
  } satisfies Question<BootstrapAddress>,
} as const;
