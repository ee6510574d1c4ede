import type { ClientJudge } from '../judge/client-judge.ts';
import { Failure } from '../judge/failure.ts';
import { type Fields, Instant } from '../wire/values.ts';
import type { ClientDevice } from './simulated-organization.ts';

/** The fields with certificates of the commands that create a user or device. */
const slots = {
  user_create: ['user_certificate', 'device_certificate'],
  device_create: ['device_certificate'],
} as const;

type Slot = 'user_certificate' | 'device_certificate';

/** The content of the certificates of a creation, by the names of their fields. */
export type Created = Readonly<Partial<Record<Slot, Fields>>>;

/** How far a timestamp may be from the present, in seconds: what a server admits at least. */
const WINDOW_SECONDS = 300;

/** Asserts that a certificate is signed by the client's device, names it as author, and is of now. */
export function expectWritten(
  judge: ClientJudge,
  certificate: unknown,
  { id, key }: ClientDevice,
  name: string,
): Fields {
  const content = judge.expect.certificate(certificate, key.verifyKey, name);
  judge.expect.equal(content.author, id, `author of ${name}: the device that sends it`);
  const { timestamp } = content;
  const age = timestamp instanceof Instant ? judge.now().seconds - timestamp.seconds : undefined;
  judge.expect.that(
    age !== undefined && Math.abs(age) < WINDOW_SECONDS,
    `a timestamp of now in ${name}`,
    age === undefined ? timestamp : `one of ${age} s ago`,
  );
  return content;
}

/** Asserts what a server checks of a `user_create` or `device_create`. Returns the full certificates. */
export function expectCreation(judge: ClientJudge, creation: Fields, device: ClientDevice): Created {
  const created: Partial<Record<Slot, Fields>> = {};
  for (const slot of slots[creation.cmd as keyof typeof slots])
    created[slot] = expectWritten(judge, creation[slot], device, slot);
  const { user_certificate: user, device_certificate: first = {} } = created;
  if (user === undefined) return created;
  judge.expect.equal(
    first.timestamp,
    user.timestamp,
    'timestamp of the device certificate: that of the user',
  );
  judge.expect.equal(first.user_id, user.user_id, 'user_id of the device certificate: that of the user');
  return created;
}

/** Asserts that each redacted certificate is the full one without names, and that the full one has them. */
export function expectRedacted(judge: ClientJudge, creation: Fields, device: ClientDevice): void {
  for (const slot of slots[creation.cmd as keyof typeof slots]) {
    const hidden = slot === 'user_certificate' ? 'human_handle' : 'device_label';
    const [full, redacted] = [slot, `redacted_${slot}`].map((name) =>
      judge.expect.certificate(creation[name], device.key.verifyKey, name),
    );
    judge.expect.that(full?.[hidden] !== null, `${hidden} in ${slot}`, full?.[hidden]);
    judge.expect.equal(redacted, { ...full, [hidden]: null }, `redacted_${slot}: ${slot} without ${hidden}`);
  }
}

/** Whether a server accepts a creation. */
export function acceptsCreation(judge: ClientJudge, creation: Fields, device: ClientDevice): boolean {
  try {
    expectCreation(judge, creation, device);
    expectRedacted(judge, creation, device);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
