import { CodedError } from '@parsec-spec/spec/errors';

/** The acts of the contract of clients (conformance/clients/CONTRACT.md). */
export const ACTS = [
  'bootstrap',
  'logIn',
  'list',
  'changePassword',
  'acceptTerms',
  'invite',
  'claim',
  'greet',
  'revoke',
  'watch',
] as const;

export type Act = (typeof ACTS)[number];

/** How an act ended. `cancelled`: the user, or the suite by `stop`, ended it. */
export type ActEnd = 'ok' | 'refused' | 'cancelled';

/** The end of an act, as the client reports it. */
export interface ClientOutcome {
  readonly end: ActEnd;
  /** The text that the client showed its user. */
  readonly said: string;
  /** The client's own name of the cause. Different causes have different codes. */
  readonly code?: string;
  /** The link of an invitation (`invite`). */
  readonly link?: string;
  /** The users of the organization (`list`). */
  readonly users?: readonly unknown[];
  /** The devices of the installation (`list`), if the client lists them. */
  readonly devices?: readonly unknown[];
}

/**
 * The user's part in the comparison of short codes, at one side of a greeting. Both users speak
 * with each other.
 */
export interface Comparing {
  /** The client shows this code, which its user reads to the other person. */
  readonly shown: (code: string) => void;
  /**
   * The client offers these codes. Returns the one that the other person read out, or undefined if
   * it is not among them.
   */
  readonly choose: (choices: readonly string[]) => string | undefined | Promise<string | undefined>;
}

/** Terms of service as a user sees them: a URL for each language. */
export interface ShownTerms {
  readonly addresses: Readonly<Record<string, string>>;
}

/** The device that an act uses. */
export interface DeviceAccess {
  /** Label of the device. */
  readonly device: string;
  readonly password: string;
  /** Path of the device file. Only if a check means a certain file, which may be damaged. */
  readonly file?: string;
}

/** What a new user or a new device of a user is called. */
export interface Newcomer {
  readonly link: string;
  readonly email: string;
  readonly name: string;
  /** Label of the new device. */
  readonly device: string;
  readonly password: string;
}

/**
 * One installation of a client, with its files in one folder. Every act throws {@link ClientError} if
 * the client breaks the contract, and {@link ActUnsupported} if it does not have the act.
 */
export interface ClientSession {
  /** Creates an organization's first device from a bootstrap link. */
  bootstrap(input: Newcomer): Promise<ClientOutcome>;
  /** Opens a device, calls the server as it, and verifies what the server serves. */
  logIn(input: DeviceAccess): Promise<ClientOutcome>;
  /** Logs in and lists the users of the organization. */
  list(input: DeviceAccess): Promise<ClientOutcome>;
  changePassword(input: DeviceAccess & { readonly newPassword: string }): Promise<ClientOutcome>;
  /** Accepts the terms. `show` receives them and returns whether the user agrees. Default: yes. */
  acceptTerms(
    input: DeviceAccess & { readonly show?: (terms: ShownTerms) => boolean },
  ): Promise<ClientOutcome>;
  /** Invites a person. Without an address: another device of the same user. */
  invite(input: DeviceAccess & { readonly email?: string }): Promise<ClientOutcome>;
  /** Claims an invitation and waits for a greeter. `signal` cancels it. */
  claim(
    input: Newcomer & { readonly comparing: Comparing; readonly signal?: AbortSignal },
  ): Promise<ClientOutcome>;
  /** Greets the claimer of an invitation and enrols it with what `grant` says. `signal` cancels it. */
  greet(
    input: DeviceAccess & {
      readonly link: string;
      readonly grant: {
        readonly email?: string;
        readonly name?: string;
        readonly device?: string;
        readonly profile?: 'ADMIN' | 'STANDARD' | 'OUTSIDER';
      };
      readonly comparing: Comparing;
      readonly signal?: AbortSignal;
    },
  ): Promise<ClientOutcome>;
  revoke(input: DeviceAccess & { readonly email: string }): Promise<ClientOutcome>;
  /** Follows the event stream until `signal` aborts. `onEvent` receives each event that is shown. */
  watch(
    input: DeviceAccess & { readonly signal: AbortSignal; readonly onEvent?: (event: unknown) => void },
  ): Promise<ClientOutcome>;
  /** Ends the client. The next act starts it again: it then knows only its files. */
  close(): Promise<void>;
  /** Ends the client for good, without a finding. Later acts throw. */
  kill(): void;
  /** Everything that the client has shown or logged so far, as bytes. It is searched for secrets. */
  log(): Buffer;
}

/** Settings of an installation that shorten the checks. */
export interface SessionOptions {
  /**
   * The client uses the cheapest Argon2id parameters, if it supports that. For checks that do not
   * examine password hashing.
   */
  readonly cheapPassword?: boolean;
  /**
   * Divides the pauses between reconnections of the event stream, if the client supports it. The
   * real pauses take minutes. Default: 1.
   */
  readonly haste?: number;
  /** Id of the check. `client:person` shows it. */
  readonly check?: string;
}

/** What a client says about itself in its answer to `hello`. */
export interface ClientIntroduction {
  /** Name and version of the implementation. */
  readonly client: string;
  readonly acts: readonly Act[];
  /** The client opens device files that the judge writes into its home. */
  readonly opensForeignFiles: boolean;
  /** The client can hash passwords cheaply. */
  readonly cheapPasswords: boolean;
}

/** A client that the judge can drive. */
export interface ClientDriver extends ClientIntroduction {
  /** Whether `SessionOptions.haste` has an effect. */
  readonly canHurry: boolean;
  /** Whether the client runs outside of this process, and so needs more time. */
  readonly isProgram: boolean;
  /** A person operates the client: one check at a time, without a time limit. */
  readonly isPerson?: true;
  /** Why the run cannot go on. Undefined: it can. */
  readonly lost: () => string | undefined;
  /** Opens an installation with its files in the folder `home`, which must exist. */
  open(home: string, options?: SessionOptions): Promise<ClientSession>;
}

/** The client broke the contract: it crashed, hung, or wrote something else than the contract says. */
export class ClientError extends CodedError<'contract-broken'> {
  readonly expected: string;
  readonly observed: string;
  /** The time limit that the client exceeded, in ms; undefined if the error does not rest on time. */
  readonly limitMs: number | undefined;

  constructor(act: string, expected: string, observed: string, limitMs?: number) {
    super('contract-broken', `${act}: expected ${expected}, got ${observed}`);
    this.expected = expected;
    this.observed = observed;
    this.limitMs = limitMs;
  }
}

/** The client does not have the act that a check needs, or the person who operates it skipped it. */
export class ActUnsupported extends CodedError<'act-unsupported'> {
  constructor(act: Act, reason = `the client has no act \`${act}\``) {
    super('act-unsupported', reason);
  }
}
