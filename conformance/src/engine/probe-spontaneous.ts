import { makePerson, Random } from '../cast/index.ts';
import { makeFounding } from '../certificate/index.ts';
import { SigningKey } from '../keys/index.ts';
import { askTwice } from './ask-twice.ts';
import { apiVersion } from '../judge/api-version.ts';
import type { Http } from '../judge/http.ts';
import { Instant, pack } from '../wire/index.ts';

/**
 * Whether the server replies to a correct bootstrap, with a nil token, of an organization that was
 * not created.
 */
export async function probeSpontaneous(http: Http, name: string): Promise<boolean> {
  const random = new Random(name);
  const person = makePerson('alice', random);
  const root = new SigningKey(random.bytes(32));
  const at = new Instant(BigInt(Date.now()) * 1000n);
  const { message } = makeFounding({ token: null, root, person, device: person.device, at });
  const answer = await askTwice(http, {
    method: 'POST',
    target: `/anonymous/${name}`,
    headers: [
      ['Api-Version', apiVersion],
      ['Content-Type', 'application/msgpack'],
    ],
    body: pack(message),
  });
  return answer.replyStatus !== undefined;
}
