/** The result of a client action, in one vocabulary for all clients. */
export type ClientOutcomeCode =
  | 'ok'
  /** the link was refused before anything was sent */
  | 'bad-link'
  /** a name, e-mail, label or organization was refused before anything was sent */
  | 'bad-input'
  /** `invalid_bootstrap_token` */
  | 'token-refused'
  /** `organization_already_bootstrapped` */
  | 'already-bootstrapped'
  /** connection failure, 502, 503, 504 */
  | 'offline'
  /** the server accepted, but the device could not be saved */
  | 'not-saved'
  /** the greeting ended before the user or device was enrolled, or before this side knew of it */
  | 'not-greeted'
  /** the named device file does not exist */
  | 'missing'
  /** the file is not a device file */
  | 'no-device-file'
  /** a device file of a kind or version that the client does not know */
  | 'unknown-kind'
  /** wrong password or damaged file */
  | 'cannot-open'
  /** the server served an invalid certificate */
  | 'invalid-certificate'
  /** 401 */
  | 'missing-authentication'
  /** 403 */
  | 'bad-authentication'
  /** 404 */
  | 'organization-unknown'
  /** 406 */
  | 'bad-accept'
  /** 410 */
  | 'invitation-gone'
  /** 415 */
  | 'bad-content'
  /** 422 */
  | 'unsupported-version'
  /** 460 */
  | 'expired'
  /** 461 */
  | 'revoked'
  /** 462 */
  | 'frozen'
  /** 463 */
  | 'terms-pending'
  /** 498 */
  | 'token-expired'
  /** a status or reply that the client does not know */
  | 'unknown-answer'
  /** anything else */
  | 'other';

/** The result of a client action. */
export interface ClientOutcome {
  readonly code: ClientOutcomeCode;
  /** The message that the client showed to its user. */
  readonly message: string;
  /**
   * Everything that the client printed or logged at its most verbose setting. It is searched for
   * secrets.
   */
  readonly output: string;
  /** Facts that the action returned: file of the device, `user@device`, list of devices … */
  readonly facts: Readonly<Record<string, unknown>>;
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
  readonly choose: (choices: readonly string[]) => string | undefined;
}

/** Terms of service as a user sees them: a URL for each language. */
export interface ShownTerms {
  readonly addresses: Readonly<Record<string, string>>;
}

/** One installation of a client, with its files in one folder. */
export interface ClientSession {
  /** Creates an organization's first device from a bootstrap link. */
  bootstrap(input: {
    readonly link: string;
    readonly email: string;
    readonly label: string;
    readonly deviceLabel: string;
    readonly password: string;
  }): Promise<ClientOutcome>;
  /**
   * Opens a device (the only one, or by file), calls the server as it, and verifies what the server
   * serves.
   */
  logIn(input: { readonly password: string; readonly file?: string }): Promise<ClientOutcome>;
  /**
   * Lists the devices in the folder: `facts.devices` is a list of `{ file, organization, email,
   * label, deviceLabel }`.
   */
  list(): Promise<ClientOutcome>;
  changePassword(input: {
    readonly password: string;
    readonly newPassword: string;
    readonly file?: string;
  }): Promise<ClientOutcome>;
  /**
   * Accepts the terms. `show` receives them and returns whether the user agrees. Without it, the
   * user agrees to all.
   */
  acceptTerms(input: {
    readonly password: string;
    readonly file?: string;
    readonly show?: (terms: ShownTerms) => boolean;
  }): Promise<ClientOutcome>;
  /**
   * Claims an invitation and waits for a greeter. `email` and `label` apply only to a user
   * invitation.
   */
  claim(input: {
    readonly link: string;
    readonly email: string;
    readonly label: string;
    readonly deviceLabel: string;
    readonly password: string;
    readonly comparing: Comparing;
  }): Promise<ClientOutcome>;
  /**
   * Greets the claimer of an invitation and enrols it with the requested name. A new user gets
   * `profile`.
   */
  greet(input: {
    readonly password: string;
    readonly file?: string;
    readonly token: Uint8Array;
    readonly profile: 'ADMIN' | 'STANDARD' | 'OUTSIDER';
    readonly comparing: Comparing;
  }): Promise<ClientOutcome>;
  /**
   * Follows the event stream until `signal` aborts. `told` receives the sentence that the client
   * shows for each event.
   */
  watch(input: {
    readonly password: string;
    readonly file?: string;
    readonly signal: AbortSignal;
    readonly told: (sentence: string) => void;
  }): Promise<ClientOutcome>;
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
}

/** A client that the judge can drive. */
export interface ClientDriver {
  /** Name and version of the implementation. */
  readonly client: string;
  /** Opens an installation with its files in the folder `home`, which must exist. */
  open(home: string, options?: SessionOptions): Promise<ClientSession>;
}

const cheapest = { memlimitKib: 8, opslimit: 1, parallelism: 1 };

/**
 * Loads the driver of the reference client, which is not loaded otherwise.
 *
 * @example
 *   const client = { address: 'client:reference', driver: await referenceClient() };
 *   await runSuite({ client, checks, seed: '1', run: '0a1b2c', onEvent: () => undefined });
 */
export async function referenceClient(): Promise<ClientDriver> {
  const { referenceClient: client } = await import('@parsec-spec/reference-client/driver');
  return {
    client: client.client,
    open: (home, { cheapPassword = false, haste: pauseDivisor = 1 } = {}) =>
      client.open(home, { pause: (ms) => ms / pauseDivisor, ...(cheapPassword && { cost: cheapest }) }),
  };
}
