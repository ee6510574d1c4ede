import { jsonStore } from '@parsec-spec/reference-client/certificates';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import {
  changePassword,
  listDevices,
  openDevice,
  writeSecretFile,
} from '@parsec-spec/reference-client/device-files';
import { claim, greet, inviteDevice, inviteUser } from '@parsec-spec/reference-client/enrolment';
import { watch } from '@parsec-spec/reference-client/events';
import { bootstrapOrganization, createOrganization, logIn } from '@parsec-spec/reference-client/journeys';
import { createServer } from '@parsec-spec/reference-server/core';
import { fetchHandler } from '@parsec-spec/reference-server/fetch';
import { DateTime, hexOf } from '@parsec-spec/spec/codec';
import { formatServerUrl, parseBootstrapUrl, parseInvitationUrl } from '@parsec-spec/spec/urls';

const password = 'Never-Seen-Anywhere-7';
const folder = 'devices';
const storeOf = (id: string) => jsonStore(`data/${id}/certificates.json`);

function must<Result extends { outcome: string }, Wanted extends Result['outcome']>(
  result: Result,
  wanted: Wanted,
): Extract<Result, { outcome: Wanted }> {
  if (result.outcome !== wanted) throw new Error(`expected ${wanted}, got ${JSON.stringify(result)}`);
  return result as Extract<Result, { outcome: Wanted }>;
}

/** Two people who tell each other their codes. */
function twoPeople() {
  const codes = { greeter: Promise.withResolvers<string>(), claimer: Promise.withResolvers<string>() };
  return {
    greeter: {
      showCode: (code: string) => codes.greeter.resolve(code),
      chooseCode: () => codes.claimer.promise,
    },
    claimer: {
      showCode: (code: string) => codes.claimer.resolve(code),
      chooseCode: () => codes.greeter.promise,
    },
  };
}

/** The labels of the devices in this browser. */
export const storedDevices = async (): Promise<readonly string[]> =>
  (await listDevices(folder)).devices.map(({ deviceLabel }) => deviceLabel).sort();

/**
 * Everything from the creation of an organization to its second user and device, with the client and
 * the server in this page. Returns what was seen.
 */
export async function journey() {
  const server = createServer({ config: { administration_token: 's3cr3t', debug: true } });
  const answer = fetchHandler(server);
  const transport = { fetch: (...request: Parameters<typeof fetch>) => answer(new Request(...request)) };
  const environment = { crypto: clientCrypto, transport };
  const serverUrl = 'https://parsec.test';
  const created = must(await createOrganization({ serverUrl, token: 's3cr3t', transport }, 'Acme'), 'done');
  const link = parseBootstrapUrl(created.result.bootstrap_url);
  if (!link.ok) throw new Error(link.expected);
  const bootstrapped = must(
    await bootstrapOrganization({
      ...environment,
      serverUrl: formatServerUrl(link.address.server),
      organizationId: link.address.organization,
      token: link.address.token,
      humanHandle: ['alice@example.com', 'Alice'],
      deviceLabel: 'laptop',
      password,
      folder,
    }),
    'bootstrapped',
  );
  const secret = { kind: 'password', password } as const;
  const { session } = must(
    await logIn({ ...environment, path: bootstrapped.path, secret, storeOf }),
    'synced',
  );

  const end = new AbortController();
  const seen: string[] = [];
  const opened = Promise.withResolvers<void>();
  const watching = (async () => {
    for await (const event of watch(session, { signal: end.signal })) {
      seen.push(event.kind);
      if (event.kind === 'open') opened.resolve();
      // The enrolment below: nothing else is awaited of the stream.
      if (event.kind === 'device-added') end.abort();
    }
  })();

  const codes: boolean[] = [];
  const enrol = async (invited: Awaited<ReturnType<typeof inviteUser>>, name: string) => {
    const { token, link: text } = must(invited, 'invited');
    const parsed = parseInvitationUrl(text);
    if (!parsed.ok) throw new Error(parsed.expected);
    const people = twoPeople();
    const [greeted, claimed] = await Promise.all([
      greet({
        session,
        token,
        person: {
          ...people.greeter,
          admitUser: async ({ handle, deviceLabel }) => ({ handle, deviceLabel, profile: 'STANDARD' }),
          admitDevice: async ({ deviceLabel }) => ({ deviceLabel }),
        },
      }),
      claim({
        ...environment,
        address: parsed.address,
        handle: [`${name}@example.com`, name],
        deviceLabel: `${name} desktop`,
        password,
        folder,
        cost: { memlimitKib: 64, opslimit: 1, parallelism: 1 },
        person: {
          ...people.claimer,
          chooseGreeters: async (administrators) => administrators.map(({ user_id }) => user_id),
        },
      }),
    ]);
    codes.push(greeted.outcome === 'greeted');
    return must(claimed, 'claimed');
  };
  await opened.promise;
  const bob = await enrol(await inviteUser(session, 'bob@example.com', false), 'bob');
  const second = await enrol(await inviteDevice(session, false), 'alice');
  await watching;

  const synced = must(await logIn({ ...environment, path: second.path, secret, storeOf }), 'synced');
  const now = DateTime.ofMillis(Date.now());
  const change = { crypto: clientCrypto, path: bob.path, current: secret, password: 'another', now };
  const changed = await changePassword(change);
  const wrong = await openDevice(clientCrypto, bob.path, secret);
  const { devices } = await listDevices(folder);
  await writeSecretFile(`${folder}/broken.keys`, Uint8Array.of(1));
  return {
    codes,
    events: seen.filter((kind, index) => seen.indexOf(kind) === index).sort(),
    users: synced.view.users.size,
    devices: await storedDevices(),
    files: devices.every(({ path, deviceId }) => path === `${folder}/${hexOf(deviceId.bytes)}.keys`),
    changed: changed.ok,
    wrong: wrong.ok ? 'opened' : wrong.reason,
    skipped: (await listDevices(folder)).skipped.length,
  };
}
