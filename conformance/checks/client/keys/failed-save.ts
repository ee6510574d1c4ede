import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { devicesFolder, openOnlyDevice } from '../../../src/client/device-files.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { newUser } from '../../../src/client/new-user.ts';
import { readCertificate } from '../../../src/people/certificates.ts';
import { stepWords } from '../../../src/people/greeting-steps.ts';
import { SigningKey } from '../../../src/people/keys.ts';
import type { ClientOutcome } from '../../../src/targets/client-driver.ts';
import { Id } from '../../../src/wire/values.ts';

/** An obstacle to writing a device file, and its removal. */
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

/** A client that is about to get a device. */
interface Beginner {
  readonly home: string;
  readonly password: string;
  /** Runs the action with a newly started client. */
  go(): Promise<ClientOutcome>;
  /** Called when the server or the greeter has accepted, before the client receives the answer. */
  accepted: (deviceId: string, verifyKey: unknown) => void;
}

const ways = {
  bootstrap: async (judge: ClientJudge): Promise<Beginner> => {
    const someone = await newUser(judge);
    const go = async () => {
      const session = await judge.client.open(someone.home, { cheapPassword: true });
      return Object.assign(someone, { session }).bootstrap();
    };
    const beginner: Beginner = { ...someone, go, accepted: () => undefined };
    someone.answer = ({ cmd, device_certificate }) => {
      if (cmd !== 'organization_bootstrap' || !(device_certificate instanceof Uint8Array)) return undefined;
      const { content } = readCertificate(device_certificate, new Uint8Array(32));
      beginner.accepted(hexOf(content.device_id), content.verify_key);
      return undefined;
    };
    return beginner;
  },
  'claim-of-user': (judge: ClientJudge) => claims(judge, 'USER'),
  'claim-of-device': (judge: ClientJudge) => claims(judge, 'DEVICE'),
};

async function claims(judge: ClientJudge, type: 'USER' | 'DEVICE'): Promise<Beginner> {
  const scene = await claimingClient(judge, type);
  const go = async () => {
    const session = await judge.client.open(scene.home, { cheapPassword: true });
    return session.claim({
      ...{ ...scene.wishes, link: scene.link, password: scene.password },
      comparing: scene.person.comparing,
    });
  };
  const beginner: Beginner = { ...scene, go, accepted: () => undefined };
  const honest = scene.answer;
  scene.answer = (command, request) => {
    const said = Object(command.claimer_step).step;
    if (command.cmd === 'invite_claimer_step' && said === stepWords.claimer[7])
      beginner.accepted(hexOf(scene.peer.payload.device_id), scene.peer.opened().verify_key);
    // The greeter closes the invitation after the claimer's last step.
    if (scene.peer.heard.has(8)) return { status: 410 };
    return honest(command, request);
  };
  return beginner;
}

const hexOf = (id: unknown): string => (id instanceof Id ? id.hex : '');

/** The client's device is accepted but cannot be saved. Then the obstacle is removed. */
async function failedSave(judge: ClientJudge, way: keyof typeof ways, obstacle: keyof typeof obstacles) {
  const beginner = await ways[way](judge);
  let takeAway: (() => void) | undefined;
  let first: unknown;
  beginner.accepted = (deviceId, key) => {
    first ??= key;
    takeAway ??= obstacles[obstacle](devicesFolder(beginner.home), deviceId);
  };
  const outcome = await beginner.go();
  if (takeAway === undefined) return judge.fail('nothing was accepted', 'an honest start', outcome.message);
  takeAway();
  return { beginner, outcome, accepted: () => first };
}

/** No save succeeds from the start. The client may or may not still request acceptance. */
async function hopelessStart(judge: ClientJudge, way: keyof typeof ways) {
  const beginner = await ways[way](judge);
  let first: unknown;
  beginner.accepted = (_deviceId, key) => {
    first ??= key;
  };
  const takeAway = obstacles['no-folder'](devicesFolder(beginner.home));
  const outcome = await beginner.go();
  takeAway();
  return { beginner, outcome, accepted: () => first };
}

/** The client retries with the device keys that were accepted first. */
async function isRepeated(
  judge: ClientJudge,
  { beginner, outcome, accepted }: Awaited<ReturnType<typeof failedSave>>,
): Promise<void> {
  judge.expectOutcome(outcome, 'not-saved', 'the first attempt');
  judge.expectOutcome(await beginner.go(), 'ok', 'the second attempt');
  const { device } = await openOnlyDevice(judge, beginner.home, beginner.password);
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
        why: 'Who believes that the device is saved may throw the only copy of its keys away.',
      },
      async (judge) => {
        const { message } = judge.expectOutcome(
          (await failedSave(judge, way, obstacle)).outcome,
          'not-saved',
        );
        judge.expect.that(/save|store|writ/i.test(message), 'a message that speaks of saving', message);
      },
    );

    verifiesClient('client-keys/failed-save-can-be-repeated', options, async (judge) =>
      isRepeated(judge, await failedSave(judge, way, obstacle)),
    );
  }

  verifiesClient('client-keys/failed-save-can-be-repeated', { case: `${way}-never-saved` }, async (judge) =>
    isRepeated(judge, await hopelessStart(judge, way)),
  );
}
