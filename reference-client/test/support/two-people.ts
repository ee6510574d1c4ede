import type { Uuid } from '@parsec-spec/spec/codec';
import type { AskedUser, GrantedUser, GreeterPerson } from '../../src/enrolment/admit-newcomer.ts';
import type { ClaimerPerson } from '../../src/enrolment/claim-steps.ts';

/** The codes shown to a person and the questions asked, in order. */
export interface Heard {
  readonly shown: string[];
  readonly choices: (readonly string[])[];
  readonly asked: AskedUser[];
  readonly devices: string[];
  restarts: number;
}

/** Two people who read their codes to each other. */
export interface TwoPeople {
  readonly greeter: GreeterPerson & { heard: Heard };
  readonly claimer: ClaimerPerson & { heard: Heard };
}

/**
 * The deviations of the two people. By default they read the right code and enrol every claimer as
 * a STANDARD user.
 */
export interface Manner {
  /** The code that this side picks instead of the one it heard. */
  greeterPicks?: (code: string, choices: readonly string[]) => string | undefined;
  claimerPicks?: (code: string, choices: readonly string[]) => string | undefined;
  grant?: (asked: AskedUser) => GrantedUser | undefined;
  deviceLabel?: (asked: string) => string | undefined;
  greeters?: (administrators: readonly { user_id: Uuid }[]) => readonly Uuid[];
}

export function twoPeople(manner: Manner = {}): TwoPeople {
  const [toClaimer, toGreeter] = [channel(), channel()];
  const forget = (): void => {
    toClaimer.forget();
    toGreeter.forget();
  };
  const greeterHeard = nothing();
  const claimerHeard = nothing();
  return {
    greeter: {
      heard: greeterHeard,
      showCode: (code) => {
        greeterHeard.shown.push(code);
        toClaimer.send(code);
      },
      chooseCode: async (choices, signal) => {
        greeterHeard.choices.push(choices);
        const code = await toGreeter.receive(signal);
        return manner.greeterPicks ? manner.greeterPicks(code, choices) : code;
      },
      onRestart: () => {
        greeterHeard.restarts++;
        forget();
      },
      admitUser: async (asked) => {
        greeterHeard.asked.push(asked);
        const { handle, deviceLabel } = asked;
        return manner.grant ? manner.grant(asked) : { handle, deviceLabel, profile: 'STANDARD' };
      },
      admitDevice: async ({ deviceLabel }) => {
        greeterHeard.devices.push(deviceLabel);
        const granted = manner.deviceLabel ? manner.deviceLabel(deviceLabel) : deviceLabel;
        return granted === undefined ? undefined : { deviceLabel: granted };
      },
    },
    claimer: {
      heard: claimerHeard,
      showCode: (code) => {
        claimerHeard.shown.push(code);
        toGreeter.send(code);
      },
      chooseCode: async (choices, signal) => {
        claimerHeard.choices.push(choices);
        const code = await toClaimer.receive(signal);
        return manner.claimerPicks ? manner.claimerPicks(code, choices) : code;
      },
      onRestart: () => {
        claimerHeard.restarts++;
        forget();
      },
      chooseGreeters: async (administrators) =>
        manner.greeters ? manner.greeters(administrators) : administrators.map(({ user_id }) => user_id),
    },
  };
}

const nothing = (): Heard => ({ shown: [], choices: [], asked: [], devices: [], restarts: 0 });

// The newest code counts. A restart of the attempt discards earlier ones.
function channel() {
  let latest: string | undefined;
  let listener: ((code: string) => void) | undefined;
  return {
    forget: (): void => {
      latest = undefined;
    },
    send: (code: string): void => {
      latest = code;
      listener?.(code);
    },
    receive: (signal: AbortSignal | undefined): Promise<string> =>
      new Promise((heard, failed) => {
        const take = (code: string): void => {
          latest = undefined;
          listener = undefined;
          heard(code);
        };
        if (latest !== undefined) take(latest);
        else listener = take;
        signal?.addEventListener('abort', () => {
          if (listener === take) listener = undefined;
          failed(new Error('interrupted while listening'));
        });
      }),
  };
}
