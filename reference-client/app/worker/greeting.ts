import type { ClaimerPerson, GreeterPerson } from '@parsec-spec/reference-client/enrolment';
import { explainSilence } from '@parsec-spec/reference-client/explain';
import type { Pace } from '@parsec-spec/reference-client/greeting';
import type { UserProfile } from '@parsec-spec/spec/scalars';

/** What a person is asked in a greeting. */
type Question =
  /** Who of several administrators greets. */
  | { readonly ask: 'greeter'; readonly administrators: readonly Greeter[] }
  /** Which of these codes the other person reads aloud. */
  | { readonly ask: 'code'; readonly choices: readonly string[] }
  /** Whether this person may join, and as what. */
  | {
      readonly ask: 'user';
      readonly name: string;
      readonly email: string;
      /** The address that was invited. */
      readonly invited: string;
      readonly device: string;
    }
  /** Whether this device may join. */
  | { readonly ask: 'device'; readonly device: string };

/** A question with its number in this greeting. An answer to an earlier one does not count. */
export type AskedQuestion = Question & { readonly number: number };

/** An administrator who may greet. */
interface Greeter {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** A greeting as one side sees it. */
export interface GreetingState {
  /** The administrator who greets. Undefined: not chosen, or the first one who joins. */
  readonly greeter?: string | undefined;
  /** The code to read aloud. */
  readonly code?: string | undefined;
  readonly question?: AskedQuestion | undefined;
  /** That the other side has started again, and what that means. */
  readonly notice?: string | undefined;
  /** The text of the present wait. */
  readonly waits: string;
}

/** The answer to a question. Undefined: none of the codes, or not admitted. */
export type GreetingAnswer =
  /** Undefined: the first one who joins. */
  | { greeter: string | undefined }
  | { code: string }
  | { name: string; profile: UserProfile }
  | { device: string }
  | undefined;

/** A greeting that runs: the person of this side is at the page. */
interface RunningGreeting {
  readonly person: GreeterPerson & ClaimerPerson;
  readonly pace: Partial<Pace>;
  answer(number: number, given: GreetingAnswer): void;
  stop(): void;
}

/** @param tell called with each new state */
function startGreeting(side: 'greeter' | 'claimer', tell: (state: GreetingState) => void): RunningGreeting {
  const other = side === 'greeter' ? 'newcomer' : 'greeter';
  const stopping = new AbortController();
  let state: GreetingState = { waits: '' };
  let pendingAnswer: PromiseWithResolvers<GreetingAnswer> | undefined;
  let questions = 0;
  const change = (changed: Partial<GreetingState>): void => {
    state = { ...state, ...changed };
    tell(state);
  };
  const ask = async (question: Question, withdrawn: AbortSignal): Promise<GreetingAnswer> => {
    const answering = Promise.withResolvers<GreetingAnswer>();
    pendingAnswer = answering;
    questions += 1;
    withdrawn.addEventListener('abort', () => answering.resolve(undefined));
    change({
      question: { ...question, number: questions },
      ...(side === 'greeter' && { code: undefined }),
    });
    const given = await answering.promise;
    if (!withdrawn.aborted)
      change({ question: undefined, notice: undefined, waits: `Waiting for the ${other}…` });
    return given;
  };
  change({
    waits:
      side === 'greeter' ? 'Waiting for the newcomer to open the link…' : 'Waiting for the greeter to begin…',
  });
  return {
    person: {
      showCode: (code) => change({ code, waits: 'Waiting for the other person to choose your code…' }),
      chooseCode: async (choices, withdrawn) => {
        const given = await ask({ ask: 'code', choices }, withdrawn);
        return given !== undefined && 'code' in given ? given.code : undefined;
      },
      onPicked: () =>
        change({
          code: undefined,
          waits: `The ${other} has chosen your code. Waiting for the ${other}…`,
        }),
      onRestart: () =>
        change({
          code: undefined,
          question: undefined,
          notice: `The ${other} started again, so earlier codes no longer count. New ones follow.`,
          waits: `Waiting for the ${other}…`,
        }),
      admitUser: async ({ handle: [email, name], deviceLabel, invited }, withdrawn) => {
        const question = { ask: 'user', name, email, invited, device: deviceLabel } as const;
        const given = await ask(question, withdrawn);
        if (given === undefined || !('profile' in given)) return undefined;
        return { handle: [invited, given.name], deviceLabel, profile: given.profile };
      },
      admitDevice: async ({ deviceLabel }, withdrawn) => {
        const given = await ask({ ask: 'device', device: deviceLabel }, withdrawn);
        return given !== undefined && 'device' in given ? { deviceLabel: given.device } : undefined;
      },
      chooseGreeters: async (administrators) => {
        const greeters = administrators.map(({ user_id: { hex: id }, human_handle: [email, name] }) => ({
          id,
          name,
          email,
        }));
        const given =
          greeters.length > 1
            ? await ask({ ask: 'greeter', administrators: greeters }, stopping.signal)
            : undefined;
        const chosen =
          given !== undefined && 'greeter' in given && given.greeter !== undefined
            ? administrators.filter(({ user_id }) => user_id.hex === given.greeter)
            : administrators;
        const [only] = chosen;
        change({ greeter: chosen.length === 1 ? only?.human_handle[1] : undefined });
        return chosen.map(({ user_id }) => user_id);
      },
    },
    pace: {
      signal: stopping.signal,
      onSilence: (silence) => {
        if (state.question === undefined) change({ waits: explainSilence(side, silence) });
      },
      onHeard: () => change({ waits: `Waiting for the ${other}…` }),
    },
    answer: (number, given) => {
      if (state.question?.number === number) pendingAnswer?.resolve(given);
    },
    stop: () => stopping.abort(),
  };
}

/** Greetings that run, by the token of their invitation. */
const greetings = new Map<string, RunningGreeting>();

/**
 * Runs one side of a greeting, whose person is at the page.
 *
 * @param key token of the invitation
 * @param tell called with each new state
 */
export async function runGreeting<T>(
  side: 'greeter' | 'claimer',
  key: string,
  tell: (key: string, state: GreetingState) => void,
  run: (greeting: RunningGreeting) => Promise<T>,
): Promise<T> {
  greetings.get(key)?.stop();
  const greeting = startGreeting(side, (state) => tell(key, state));
  greetings.set(key, greeting);
  try {
    return await run(greeting);
  } finally {
    if (greetings.get(key) === greeting) greetings.delete(key);
  }
}

/** The greeting of this key, if it runs. */
export const greetingOf = (key: string): RunningGreeting | undefined => greetings.get(key);
