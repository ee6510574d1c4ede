import { brokenClientRules, type ClientRuleId, type ClientRules } from '@parsec-spec/spec/client-rules';
import { DateTime } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { formatServerUrl, parseBootstrapUrl } from '@parsec-spec/spec/urls';
import { userAgent } from '../call/exchange.ts';
import type { Log } from '../call/log.ts';
import { jsonStore } from '../certificates/certificate-store.ts';
import { clientCrypto } from '../crypto.ts';
import { changePassword } from '../device-files/change-password.ts';
import { listDevices } from '../device-files/list-devices.ts';
import { openDevice } from '../device-files/open-device.ts';
import type { PasswordCost } from '../device-files/password-key.ts';
import { watch } from '../events/watch-organization.ts';
import { describeWatchEvent } from '../explain/describe-watch-event.ts';
import { acceptTerms } from '../journeys/accept-terms.ts';
import { bootstrapOrganization } from '../journeys/bootstrap-organization.ts';
import { logIn } from '../journeys/log-in.ts';
import type { ClientEnvironment, Session } from '../journeys/session.ts';
import { dataFolder, devicesFolder } from '../node/device-folder.ts';
import {
  type ActOutcome,
  type ActResult,
  act,
  badLink,
  bootstrapResult,
  failedCall,
  logInResult,
  openingResult,
  readNames,
  termsResult,
} from './act.ts';
import { type ClaimInput, claimAct, type GreetInput, greetAct } from './greeting-acts.ts';
import { inviteAct, revokeAct, usersOf } from './member-acts.ts';

/** This client as the target `client:reference` of the conformance suite. */
export const referenceClient = {
  address: 'client:reference',
  client: userAgent,
  /** Opens an installation in the folder `home`, which exists and is empty. */
  open: async (home: string, options?: InstallationOptions): Promise<Installation> =>
    openInstallation(home, options),
} as const;

/** Timeout of an exchange, in ms. A busy machine must not make a greeting fail. */
const TIMEOUT_MS = 15_000;

/** Options of an installation. The other defaults are those of the command line. */
export interface InstallationOptions {
  crypto?: Crypto;
  cost?: PasswordCost;
  /** Default: 15 s. */
  timeoutMs?: number;
  /** Longest wait for the other side of a greeting at one step, in ms. Default: `timeoutMs`. */
  waitMs?: number;
  fetch?: typeof globalThis.fetch;
  /** Replaces the length of a pause between reconnections of the event stream, in ms. */
  pause?: (ms: number) => number;
  /** For a self-test: requirements that this client breaks, because their rules are left out. */
  omit?: readonly ClientRuleId[];
  /** For a self-test: rules in place of those of the specification. */
  altered?: Partial<ClientRules>;
}

/**
 * The password of a device. `file` is the path of its file and `device` its label; neither is needed
 * if there is only one device.
 */
export interface DeviceAccess {
  readonly password: string;
  readonly device?: string | undefined;
  readonly file?: string | undefined;
}

/** An installation of the client that a judge operates instead of a person. */
export interface Installation {
  bootstrap(input: {
    readonly link: string;
    readonly email: string;
    readonly name: string;
    readonly device: string;
    readonly password: string;
  }): Promise<ActOutcome>;
  logIn(input: DeviceAccess): Promise<ActOutcome>;
  /**
   * Lists the devices in the folder. With a password, opens the device and lists the users of its
   * organization.
   */
  list(input?: Partial<DeviceAccess>): Promise<ActOutcome>;
  changePassword(input: DeviceAccess & { readonly newPassword: string }): Promise<ActOutcome>;
  acceptTerms(input: DeviceAccess & { readonly show?: ShowTerms }): Promise<ActOutcome>;
  /** Invites a person by e-mail address. Without an address, invites another device of the user. */
  invite(input: DeviceAccess & { readonly email?: string | undefined }): Promise<ActOutcome>;
  claim(input: ClaimInput): Promise<ActOutcome>;
  greet(input: DeviceAccess & GreetInput): Promise<ActOutcome>;
  revoke(input: DeviceAccess & { readonly email: string }): Promise<ActOutcome>;
  watch(input: DeviceAccess & WatchInput): Promise<ActOutcome>;
}

/**
 * Shows the address of the terms in each language. Returns whether the person accepts the terms.
 */
export type ShowTerms = (terms: {
  readonly addresses: Readonly<Record<string, string>>;
}) => boolean | Promise<boolean>;

/** Follows the event stream until `signal` aborts. */
export interface WatchInput {
  readonly signal: AbortSignal;
  /** Receives the sentence that the client shows for each event. */
  readonly onEvent: (sentence: string) => void;
}

/**
 * Opens the installation whose home folder is `home`. Its files are where
 * spec/protocol/client-keys.md says.
 */
export function openInstallation(home: string, options: InstallationOptions = {}): Installation {
  const { crypto = clientCrypto, cost, timeoutMs = TIMEOUT_MS, waitMs = timeoutMs, fetch, pause } = options;
  const rules = brokenClientRules(options.omit, options.altered);
  const folders = { env: {}, home, platform: 'linux' } as const;
  const folder = devicesFolder(folders);
  const environment = (log: Log): ClientEnvironment => ({
    crypto,
    rules,
    transport: { log, timeoutMs, ...(fetch && { fetch }) },
  });
  const storeOf = (id: string) => jsonStore(`${dataFolder(folders, id)}/certificates-parsec-spec.json`);

  const withDevice = async (
    input: DeviceAccess,
    go: (path: string, secret: { kind: 'password'; password: string }) => Promise<ActResult>,
  ): Promise<ActResult> => {
    const selection = await selectDevice(folder, input);
    return typeof selection === 'string'
      ? go(selection, { kind: 'password', password: input.password })
      : selection;
  };

  const withSession = (log: Log, input: DeviceAccess, go: (session: Session) => Promise<ActResult>) =>
    withDevice(input, async (path, secret) => {
      const device = await openDevice(crypto, path, secret, rules);
      if (!device.ok) return openingResult(device);
      const store = storeOf(device.device.device_id.hex);
      return go({ ...environment(log), device: device.device, store });
    });

  return {
    bootstrap: (input) =>
      act(async (log) => {
        const link = parseBootstrapUrl(input.link, rules);
        if (!link.ok) return badLink(link);
        const names = readNames(input, rules);
        if ('code' in names) return names;
        const result = await bootstrapOrganization({
          ...environment(log),
          serverUrl: formatServerUrl(link.address.server),
          organizationId: link.address.organization,
          token: link.address.token,
          humanHandle: names.handle,
          deviceLabel: names.deviceLabel,
          password: input.password,
          folder,
          cost,
        });
        if (result.outcome !== 'bootstrapped') return bootstrapResult(result);
        const { path: file, device, resumed } = result;
        return { ...bootstrapResult(result), facts: { file, resumed, deviceId: device.device_id.hex } };
      }),

    logIn: (input) =>
      act((log) =>
        withDevice(input, async (path, secret) => {
          const result = await logIn({ ...environment(log), path, secret, storeOf });
          if (result.outcome !== 'synced') return logInResult(result);
          const { user, view, contradictions, anew } = result;
          const counts = { users: view.users.size, devices: view.devices.size };
          return {
            ...logInResult(result),
            facts: { file: path, profile: user.profile, ...counts, contradictions, anew },
          };
        }),
      ),

    list: ({ password, ...input } = {}) =>
      act(async (log) => {
        const { devices, skipped } = await listDevices(folder);
        const listed = {
          devices: devices.map((each) => ({
            file: each.path,
            organization: each.organizationId,
            email: each.email,
            name: each.name,
            device: each.deviceLabel,
          })),
          skipped: skipped.map(({ path }) => path),
        };
        if (password === undefined)
          return { code: 'ok', message: `${devices.length} devices`, facts: listed };
        return withDevice({ ...input, password }, async (path, secret) => {
          const result = await logIn({ ...environment(log), path, secret, storeOf });
          if (result.outcome !== 'synced') return logInResult(result);
          const users = usersOf(result.view);
          return { code: 'ok', message: `${users.length} users`, facts: { ...listed, users } };
        });
      }),

    changePassword: (input) =>
      act(() =>
        withDevice(input, async (path, current) => {
          const now = DateTime.ofMillis(Date.now());
          const change = { crypto, path, current, password: input.newPassword, now, rules };
          return {
            ...openingResult(await changePassword({ ...change, ...(cost && { cost }) })),
            facts: { file: path },
          };
        }),
      ),

    acceptTerms: (input) =>
      act((log) =>
        withDevice(input, async (path, secret) => {
          const device = await openDevice(crypto, path, secret, rules);
          if (!device.ok) return openingResult(device);
          const dates: string[] = [];
          const result = await acceptTerms({ ...environment(log), device: device.device }, async (terms) => {
            dates.push(String(terms.updated_on));
            return (await input.show?.({ addresses: { ...terms.per_locale_urls } })) ?? true;
          });
          return { ...termsResult(result), facts: { shown: dates } };
        }),
      ),

    invite: (input) => act((log) => withSession(log, input, (session) => inviteAct(session, input.email))),

    claim: (input) => act((log) => claimAct(environment(log), { folder, cost, waitMs }, input)),

    greet: (input) => act((log) => withSession(log, input, (session) => greetAct(session, input, waitMs))),

    revoke: (input) => act((log) => withSession(log, input, (session) => revokeAct(session, input.email))),

    watch: (input) =>
      act((log) => withSession(log, input, (session) => watchAct(session, { ...input, pause }))),
  };
}

/** The path of the named file, of the device with this label, or of the only device in the folder. */
async function selectDevice(
  folder: string,
  { file, device }: Pick<DeviceAccess, 'file' | 'device'>,
): Promise<string | ActResult> {
  if (file !== undefined) return file;
  const { devices } = await listDevices(folder);
  const [only, ...others] =
    device === undefined ? devices : devices.filter(({ deviceLabel: label }) => label === device);
  const name = device === undefined ? '' : ` named ${JSON.stringify(device)}`;
  if (only === undefined) return { code: 'missing', message: `no device${name} in ${folder}` };
  if (others.length === 0) return only.path;
  return { code: 'bad-input', message: `${others.length + 1} devices${name} in ${folder}: name one` };
}

/** Reports the events of the organization until the signal is aborted. */
async function watchAct(
  session: Session,
  { signal, onEvent, pause }: WatchInput & { pause?: ((ms: number) => number) | undefined },
): Promise<ActResult> {
  let last: ActResult = { code: 'ok', message: 'watched' };
  for await (const event of watch(session, { signal, pause })) {
    const sentence = describeWatchEvent(event);
    if (event.kind === 'refused') {
      last = { code: failedCall(event.failure.outcome) ?? 'other', message: sentence };
    }
    if (event.kind === 'not-synced' && event.failure.outcome === 'history-refused') {
      last = { code: 'invalid-certificate', message: sentence };
    }
    onEvent(sentence);
  }
  return last;
}
