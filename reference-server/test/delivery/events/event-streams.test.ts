import { Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { absentOrganization } from '@parsec-spec/spec/records';
import type { Emission } from '@parsec-spec/spec/rules';
import { describe, expect, test } from 'vitest';
import { keptEvent } from '../../../src/delivery/events/event-frames.ts';
import { EventStreams } from '../../../src/delivery/events/event-streams.ts';
import type { KeptEvent } from '../../../src/storage/journal.ts';
import { Listener } from '../../support/stream-listener.ts';

const { randomBytes } = syncCrypto;
const state = absentOrganization('Org');
const [alice, bob] = [Uuid.of(randomBytes(16)), Uuid.of(randomBytes(16))];
const token = randomBytes(16);

const emitted = (event: Emission['event'], to: Emission['to']): KeptEvent =>
  keptEvent({ event, to }, randomBytes(16));
const invitation = (to: Emission['to']): KeptEvent =>
  emitted({ event: 'INVITATION', token, invitation_status: 'PENDING' }, to);
const attempt = (to: Emission['to']): KeptEvent =>
  emitted({ event: 'GREETING_ATTEMPT_READY', token, greeting_attempt: Uuid.of(randomBytes(16)) }, to);

interface Answering {
  readonly streams: EventStreams;
  answer(events: readonly KeptEvent[] | undefined): void;
  fail(): void;
}

/** Event streams on a journal that answers when the test lets it. */
function answering(): Answering {
  let resolve: (events: readonly KeptEvent[] | undefined) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const eventsAfter = () =>
    new Promise<readonly KeptEvent[] | undefined>((settle, refuse) => {
      resolve = settle;
      reject = refuse;
    });
  const streams = new EventStreams(null, { eventsAfter });
  return { streams, answer: (events) => resolve(events), fail: () => reject(new Error('no disk')) };
}

function listen(streams: EventStreams, { hex: user }: Uuid, last?: string): Listener {
  return new Listener(200, [], streams.open(state, { user, mayListen: () => true }, { last }));
}

describe('an event', () => {
  test('reaches its recipients on all their devices, and no other users', async () => {
    const { streams } = answering();
    const [phone, laptop, his] = [listen(streams, alice), listen(streams, alice), listen(streams, bob)];
    const events = [invitation([alice]), attempt([bob]), invitation([alice, bob]), attempt('everybody')];
    streams.send('Org', events);
    streams.send('Other', [invitation('everybody')]);
    const ids = async (listener: Listener) => (await listener.rest()).flatMap(({ id }) => id ?? []);
    const [first, second, third, fourth] = events.map(({ id }) => id);
    expect(await ids(phone)).toEqual([first, third, fourth]);
    expect(await ids(laptop)).toEqual([first, third, fourth]);
    expect(await ids(his)).toEqual([second, third, fourth]);
  });

  test('of an invitation has the bytes of the protocol', () => {
    const id = Buffer.from('5f0c6a1e9b3d4c7e8a2f1d0b9c8e7a66', 'hex');
    const example = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const event = { event: 'INVITATION', token: example, invitation_status: 'PENDING' } as const;
    expect(Buffer.from(keptEvent({ event, to: 'everybody' }, id).body).toString('base64')).toBe(
      'hKZzdGF0dXOib2ulZXZlbnSqSU5WSVRBVElPTrFpbnZpdGF0aW9uX3N0YXR1c6dQRU5ESU5HpXRva2VuxBAAESIzRFVmd4iZqrvM3e7/',
    );
  });
});

test('if a member has too many streams, only the oldest of that member ends', async () => {
  const { streams } = answering();
  const his = listen(streams, bob);
  const hers = Array.from({ length: 1_025 }, () => listen(streams, alice));
  const news = invitation('everybody');
  streams.send('Org', [news]);
  const heard = async (listener: Listener | undefined) =>
    (await listener?.rest())?.map(({ id, kind }) => id ?? kind);
  expect(await heard(hers[0])).toEqual(['event', 'ended']);
  for (const open of [hers[1], hers.at(-1), his]) expect(await heard(open)).toEqual(['event', news.id]);
});

describe('while earlier events are read', () => {
  test('live events wait, and are sent after it, once', async () => {
    const { streams, answer } = answering();
    const listener = listen(streams, alice, 'known');
    const [past, meanwhile, after] = [attempt([alice]), invitation([alice]), attempt([alice])];
    streams.send('Org', [meanwhile, attempt([bob]), after]);
    expect((await listener.rest()).map(({ fields }) => fields?.event)).toEqual(['ORGANIZATION_CONFIG']);
    answer([past, invitation([bob]), meanwhile]);
    expect((await listener.rest()).map(({ id }) => id)).toEqual([past.id, meanwhile.id, after.id]);
  });

  test('a failure of the journal causes missed_events', async () => {
    const { streams, fail } = answering();
    const listener = listen(streams, alice, 'known');
    fail();
    const frames = await listener.rest();
    expect(frames.map(({ kind }) => kind)).toEqual(['event', 'missed_events']);
  });

  test('a stop still ends the stream', async () => {
    const { streams, answer } = answering();
    const listener = listen(streams, alice, 'known');
    streams.stop();
    answer([invitation([alice])]);
    expect((await listener.rest()).map(({ fields, kind }) => fields?.event ?? kind)).toEqual([
      'ORGANIZATION_CONFIG',
      'ended',
    ]);
  });
});
