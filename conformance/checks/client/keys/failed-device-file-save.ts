import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { readCertificate } from '../../../src/people/certificates.ts';
import { stepWords } from '../../../src/people/greeting-steps.ts';
import { SigningKey } from '../../../src/people/keys.ts';
import { devicesFolder, openOnlyDevice } from '../../../src/played-server/device-files.ts';
import { claimingClient } from '../../../src/played-server/greeting/claiming-client.ts';
import { newClient } from '../../../src/played-server/new-client.ts';
import type { ClientOutcome } from '../../../src/targets/client/client-driver.ts';
import { Id } from '../../../src/wire/values.ts';

/** Obstacles to writing a device file. Each function creates one and returns its removal. */
const obstacles = {
  /** A file replaces the folder of devices. */
  'no-folder': (folder: string) => {
    mkdirSync(folder, { recursive: true });
    renameSync(folder, `${folder}.aside`);
    writeFileSync(folder, 'in the way');
    return () => {
      rmSync(folder);
      renameSync(`${folder}.aside`, folder);
    };
  },
  /** A folder has the name of the device file. */
  'name-taken': (folder: string, deviceId: string) => {
    const path = join(folder, `${deviceId}.keys`);
    mkdirSync(join(path, 'in the way'), { recursive: true });
    return () => rmSync(path, { recursive: true });
  },
} satisfies Record<string, (folder: string, deviceId: string) => () => void>;

/** A client that is about to save its first device. */
interface Attempt {
  readonly home: string;
  readonly password: string;
  /** Lets the server misbehave (`name=parameter`). */
  misbehave(...names: readonly string[]): void;
  /** Runs the action with a newly started client. */
  run(): Promise<ClientOutcome>;
  /** Called when the server or the greeter has accepted, before the client receives the answer. */
  onAccepted: (deviceId: string, verifyKey: unknown) => void;
}

/** The ways in which a client gets its first device. */
const ways = {
  bootstrap: async (judge: ClientJudge): Promise<Attempt> => {
    const someone = await newClient(judge);
    const run = async () => {
      const session = await judge.open(someone.home, { cheapPassword: true });
      return Object.assign(someone, { session }).bootstrap();
    };
    const attempt: Attempt = { ...someone, run, onAccepted: () => undefined };
    someone.answer = ({ cmd, device_certificate }) => {
      if (cmd !== 'organization_bootstrap' || !(device_certificate instanceof Uint8Array)) return undefined;
      const { content } = readCertificate(device_certificate, new Uint8Array(32));
      attempt.onAccepted(hexOf(content.device_id), content.verify_key);
      return undefined;
    };
    return attempt;
  },
  'claim-of-user': (judge: ClientJudge) => prepareClaim(judge, 'USER'),
  'claim-of-device': (judge: ClientJudge) => prepareClaim(judge, 'DEVICE'),
};

async function prepareClaim(judge: ClientJudge, type: 'USER' | 'DEVICE'): Promise<Attempt> {
  const client = await claimingClient(judge, type);
  const run = async () => {
    const session = await judge.open(client.home, { cheapPassword: true });
    return session.claim({
      ...client.requested,
      link: client.link,
      password: client.password,
      comparing: client.comparison.comparing,
    });
  };
  const attempt: Attempt = { ...client, run, onAccepted: () => undefined };
  const honest = client.answer;
  client.answer = (command, request) => {
    const { step } = Object(command.claimer_step);
    if (command.cmd === 'invite_claimer_step' && step === stepWords.claimer[7])
      attempt.onAccepted(hexOf(client.peer.payload.device_id), client.peer.clientPayload().verify_key);
    // The greeter closes the invitation after the claimer's last step.
    if (client.peer.clientSteps.has(8)) return { status: 410 };
    return honest(command, request);
  };
  return attempt;
}

const hexOf = (id: unknown): string => (id instanceof Id ? id.hex : '');

/**
 * Runs an attempt in which the device is accepted but cannot be saved, and then removes the
 * obstacle. `accepted` returns the verify key that was accepted first.
 */
async function failedSave(judge: ClientJudge, way: keyof typeof ways, obstacle: keyof typeof obstacles) {
  const attempt = await ways[way](judge);
  let removeObstacle: (() => void) | undefined;
  let first: unknown;
  attempt.onAccepted = (deviceId, key) => {
    first ??= key;
    removeObstacle ??= obstacles[obstacle](devicesFolder(attempt.home), deviceId);
  };
  const outcome = await attempt.run();
  if (removeObstacle === undefined)
    return judge.fail('nothing was accepted', 'an honest start', outcome.said);
  removeObstacle();
  return { attempt, outcome, accepted: () => first };
}

/**
 * Runs an attempt in which no device can be saved from the start, and then removes the obstacle.
 * The client may fail before or after its device is accepted.
 */
async function neverSaved(judge: ClientJudge, way: keyof typeof ways) {
  const attempt = await ways[way](judge);
  let first: unknown;
  attempt.onAccepted = (_deviceId, key) => {
    first ??= key;
  };
  const removeObstacle = obstacles['no-folder'](devicesFolder(attempt.home));
  const outcome = await attempt.run();
  removeObstacle();
  return { attempt, outcome, accepted: () => first };
}

/** Asserts that the client reports the failure, and that a retry saves the keys accepted first. */
async function expectRetry(
  judge: ClientJudge,
  { attempt, outcome, accepted }: Awaited<ReturnType<typeof failedSave>>,
): Promise<void> {
  judge.expectRefused(outcome, 'the first attempt');
  judge.expectOk(await attempt.run(), 'the second attempt');
  const { device } = await openOnlyDevice(judge, attempt.home, attempt.password);
  const own = new SigningKey(judge.expect.bytes(device, 'signing_key'));
  judge.expect.equal(own.verifyKey, accepted(), 'key of the saved device: the one that was accepted');
}

for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
  for (const obstacle of Object.keys(obstacles) as (keyof typeof obstacles)[]) {
    const options = { case: `${way}-${obstacle}` };
    verifiesClient(
      'client-keys/failed-save-is-told',
      {
        ...options,
        timeout: 30_000,
        why: 'A user who believes that the device is saved may close the client, which has the only copy.',
      },
      async (judge) => {
        const { outcome } = await failedSave(judge, way, obstacle);
        judge.expectRefused(outcome, 'a client that cannot save its device');
        const refused = async (misbehaviour: string): Promise<ClientOutcome> => {
          const attempt = await ways[way](judge);
          attempt.misbehave(misbehaviour);
          return judge.expectRefused(await attempt.run(), `a client whose server answers ${misbehaviour}`);
        };
        judge.expectToldApart(
          ['a device that cannot be saved', outcome],
          [
            ['an error of the server', await refused('http=500')],
            ['a server that is away', await refused('http=503')],
          ],
        );
      },
    );

    verifiesClient('client-keys/failed-save-can-be-repeated', options, async (judge) =>
      expectRetry(judge, await failedSave(judge, way, obstacle)),
    );
  }

  verifiesClient('client-keys/failed-save-can-be-repeated', { case: `${way}-never-saved` }, async (judge) =>
    expectRetry(judge, await neverSaved(judge, way)),
  );
}
