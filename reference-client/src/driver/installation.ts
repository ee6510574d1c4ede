import { DateTime } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { deviceLabel, humanHandle, type Profile } from '@parsec-spec/spec/scalars';
import { formatServerUrl, parseBootstrapUrl } from '@parsec-spec/spec/urls';
import { jsonStore } from '../certificates/index.ts';
import { clientCrypto } from '../crypto/index.ts';
import {
  changePassword,
  dataFolder,
  devicesFolder,
  listDevices,
  openDevice,
  type PasswordCost,
} from '../device-files/index.ts';
import { acceptTerms, bootstrapOrganization, logIn, type Means, type Session } from '../journeys/index.ts';
import type { Log } from '../log/index.ts';
import { type ActOutcome, act } from './act.ts';
import { bootstrapEnded, type Ended, logInEnded, openingEnded, termsEnded } from './ended.ts';
import { type ClaimInput, type Comparing, claimAct, greetAct } from './greeting-acts.ts';
import { theDevice } from './the-device.ts';
import { watchAct } from './watch-act.ts';

/** What may be set from outside; the defaults are those of the command line. */
export interface InstallationOptions {
  crypto?: Crypto;
  cost?: PasswordCost;
  timeoutMs?: number;
  fetch?: typeof globalThis.fetch;
  /** How long a pause between reconnections of the event stream takes indeed, in ms. */
  pause?: (ms: number) => number;
}

/** A device's password, and its file when there are several. */
export interface Opening {
  readonly password: string;
  readonly file?: string;
}

/** One installation of the client, driven by a judge instead of a person. */
export interface Installation {
  bootstrap(input: {
    readonly link: string;
    readonly email: string;
    readonly label: string;
    readonly deviceLabel: string;
    readonly password: string;
  }): Promise<ActOutcome>;
  logIn(input: Opening): Promise<ActOutcome>;
  list(): Promise<ActOutcome>;
  changePassword(input: Opening & { readonly newPassword: string }): Promise<ActOutcome>;
  /** `show`: what the person sees, an address for each language, and whether they agree. */
  acceptTerms(
    input: Opening & {
      readonly show?: (terms: { readonly addresses: Readonly<Record<string, string>> }) => boolean;
    },
  ): Promise<ActOutcome>;
  claim(input: ClaimInput): Promise<ActOutcome>;
  greet(
    input: Opening & {
      readonly token: Uint8Array;
      readonly profile: Profile;
      readonly comparing: Comparing;
    },
  ): Promise<ActOutcome>;
  watch(
    input: Opening & { readonly signal: AbortSignal; readonly told: (sentence: string) => void },
  ): Promise<ActOutcome>;
}

/** The installation whose home folder is `home`, at the places of spec/protocol/client-keys.md. */
export function openInstallation(home: string, options: InstallationOptions = {}): Installation {
  const { crypto = clientCrypto, cost, timeoutMs = 4000, fetch, pause } = options;
  const places = { env: {}, home, platform: 'linux' } as const;
  const folder = devicesFolder(places);
  const means = (log: Log): Means => ({
    crypto,
    transport: { log, timeoutMs, ...(fetch && { fetch }) },
  });
  const storeOf = (id: string) => jsonStore(`${dataFolder(places, id)}/certificates-parsec-spec.json`);

  const opened = async (
    input: Opening,
    go: (path: string, secret: { kind: 'password'; password: string }) => Promise<Ended & { facts?: object }>,
  ): Promise<Ended & { facts?: Readonly<Record<string, unknown>> }> => {
    const found = await theDevice(folder, input.file);
    if (typeof found !== 'string') return found;
    return { facts: {}, ...(await go(found, { kind: 'password', password: input.password })) } as Ended;
  };

  const atWork = (log: Log, input: Opening, go: (session: Session) => Promise<Ended & { facts?: object }>) =>
    opened(input, async (path, secret) => {
      const device = await openDevice(crypto, path, secret);
      if (!device.ok) return openingEnded(device);
      const store = storeOf(device.device.device_id.hex);
      return go({ ...means(log), device: device.device, store });
    });

  return {
    bootstrap: (input) =>
      act(async (log) => {
        const link = parseBootstrapUrl(input.link);
        if (!link.ok)
          return { code: 'bad-link', message: `bad link (${link.reason}): expected ${link.expected}` };
        const handle = humanHandle(input.email, input.label);
        if (!handle.ok)
          return { code: 'bad-input', message: `bad ${handle.reason}: expected ${handle.expected}` };
        const label = deviceLabel(input.deviceLabel);
        if (!label.ok) return { code: 'bad-input', message: `bad device name: expected ${label.expected}` };
        const ended = await bootstrapOrganization({
          ...means(log),
          serverUrl: formatServerUrl(link.address.server),
          organizationId: link.address.organization,
          token: link.address.token,
          humanHandle: handle.value,
          deviceLabel: label.value,
          password: input.password,
          folder,
          cost,
        });
        if (ended.outcome !== 'bootstrapped') return bootstrapEnded(ended);
        const { path: file, device, resumed } = ended;
        return { ...bootstrapEnded(ended), facts: { file, resumed, deviceId: device.device_id.hex } };
      }),

    logIn: (input) =>
      act((log) =>
        opened(input, async (path, secret) => {
          const ended = await logIn({ ...means(log), path, secret, storeOf });
          if (ended.outcome !== 'synced') return logInEnded(ended);
          const { user, view, contradictions, anew } = ended;
          const counts = { users: view.users.size, devices: view.devices.size };
          return {
            ...logInEnded(ended),
            facts: { file: path, profile: user.profile, ...counts, contradictions, anew },
          };
        }),
      ),

    list: () =>
      act(async () => {
        const { devices, skipped } = await listDevices(folder);
        const facts = {
          devices: devices.map((each) => ({
            file: each.path,
            organization: each.organizationId,
            email: each.email,
            label: each.name,
            deviceLabel: each.deviceLabel,
          })),
          skipped: skipped.map(({ path }) => path),
        };
        return { code: 'ok', message: `${devices.length} devices`, facts };
      }),

    changePassword: (input) =>
      act(() =>
        opened(input, async (path, current) => {
          const now = DateTime.ofMillis(Date.now());
          const change = { crypto, path, current, password: input.newPassword, now };
          return {
            ...openingEnded(await changePassword({ ...change, ...(cost && { cost }) })),
            facts: { file: path },
          };
        }),
      ),

    acceptTerms: (input) =>
      act((log) =>
        opened(input, async (path, secret) => {
          const device = await openDevice(crypto, path, secret);
          if (!device.ok) return openingEnded(device);
          const shown: string[] = [];
          const ended = await acceptTerms({ ...means(log), device: device.device }, async (terms) => {
            shown.push(String(terms.updated_on));
            return input.show?.({ addresses: { ...terms.per_locale_urls } }) ?? true;
          });
          return { ...termsEnded(ended), facts: { shown } };
        }),
      ),

    claim: (input) => act((log) => claimAct(means(log), { folder, cost, waitMs: timeoutMs }, input)),

    greet: (input) => act((log) => atWork(log, input, (session) => greetAct(session, input, timeoutMs))),

    watch: (input) => act((log) => atWork(log, input, (session) => watchAct(session, { ...input, pause }))),
  };
}
