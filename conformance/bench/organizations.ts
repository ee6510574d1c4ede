import { randomBytes } from 'node:crypto';
import { makePerson, Random } from '../src/cast/index.ts';
import { makeFounding } from '../src/certificate/index.ts';
import { SigningKey } from '../src/keys/index.ts';
import { Instant, pack } from '../src/wire/index.ts';
import type { Subject } from './subject.ts';
import { type Answer, drive } from './drive.ts';
import { administration, rpc } from './request.ts';

/** The founding of one organization, ready to send, and the device that it makes. */
export interface Prepared {
  readonly organization: string;
  readonly device: ReturnType<typeof makePerson>['device'];
  readonly bootstrap: Buffer;
}

const now = () => new Instant(BigInt(Date.now()) * 1000n);

/** Whether an answer is 200 and holds the status `ok`. */
export const isOk = ({ status, body }: Answer): boolean =>
  status === 200 && body.includes('\xa6status\xa2ok', 0, 'latin1');

/** Has the administration create `count` organizations, and prepares the bootstrap of each. */
export async function prepare(subject: Subject, count: number): Promise<readonly Prepared[]> {
  const names = Array.from({ length: count }, () => `bench-${randomBytes(8).toString('hex')}`);
  const tokens = new Map<string, Uint8Array>();
  const create = names.map((name) =>
    administration('POST', '/administration/organizations', subject.token, { organization_id: name }),
  );
  await drive(subject.address, 8, create.values(), ({ status, body }) => {
    if (status !== 200) throw new Error(`an organization could not be created: ${status} ${body.toString()}`);
    const { bootstrap_url } = JSON.parse(body.toString()) as { bootstrap_url: string };
    const url = new URL(bootstrap_url);
    tokens.set(url.pathname.slice(1), tokenOf(url));
    return true;
  });
  return names.map((organization) => found(organization, tokens.get(organization)));
}

/** `p` holds base64url of the msgpack bin of 16 bytes. */
const tokenOf = (url: URL): Uint8Array =>
  Buffer.from(url.searchParams.get('p') ?? '', 'base64url').subarray(2);

function found(organization: string, token: Uint8Array | undefined): Prepared {
  const random = new Random(organization);
  const person = makePerson('alice', random);
  const root = new SigningKey(random.bytes(32));
  const { message } = makeFounding({ token: token ?? null, root, person, device: person.device, at: now() });
  return { organization, device: person.device, bootstrap: rpc(`/anonymous/${organization}`, pack(message)) };
}
