import { expect, test } from 'vitest';
import { recordJourneys } from '../src/journeys/record-journeys.ts';
import { openRecorder, serverUrl } from '../src/journeys/recorder.ts';

test('a newcomer sends keys only after both people have found the code of the other one', async () => {
  const { greeting } = (await recordJourneys()).journeys;
  const spoken = greeting.flatMap((event) => (event.kind === 'spoken' ? [event] : []));
  expect(spoken.map(({ actor }) => actor)).toEqual(["Alice's laptop", "Bob's desktop"]);
  for (const { code, choices } of spoken) expect(choices).toContain(code);
  expect(new Set(spoken.map(({ code }) => code)).size).toBe(2);
  const sent = greeting.findIndex(
    (event) => event.kind === 'exchange' && atob(event.call.body).includes('NUMBER_6_SEND_PAYLOAD'),
  );
  expect(sent).toBeGreaterThan(Math.max(...spoken.map((event) => greeting.indexOf(event))));
});

test('what a side receives stands after the step in which the other side sent it', async () => {
  const { greeting } = (await recordJourneys()).journeys;
  const at = (step: string): number =>
    greeting.findIndex((event) => event.kind === 'exchange' && atob(event.call.body).includes(step));
  const halves = [
    ['NUMBER_1_SEND_HASHED_NONCE', 'NUMBER_1_GET_HASHED_NONCE'],
    ['NUMBER_2_SEND_NONCE', 'NUMBER_2_GET_NONCE'],
    ['NUMBER_3_SEND_NONCE', 'NUMBER_3_GET_NONCE'],
    ['NUMBER_4_SIGNIFY_TRUST', 'NUMBER_4_WAIT_PEER_TRUST'],
    ['NUMBER_6_SEND_PAYLOAD', 'NUMBER_6_GET_PAYLOAD'],
    ['NUMBER_7_SEND_PAYLOAD', 'NUMBER_7_GET_PAYLOAD'],
    ['NUMBER_8_ACKNOWLEDGE', 'NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT'],
  ] as const;
  for (const [sent, received] of halves) {
    expect(at(sent), sent).toBeGreaterThanOrEqual(0);
    expect(at(received), received).toBeGreaterThan(at(sent));
  }
});

test('a client that sends a private key in the clear is noticed', async () => {
  const recorder = await openRecorder();
  const { crypto, transport } = recorder.clientOn('Bob').environment;
  const key = crypto.randomBytes(32);
  const post = (body: Uint8Array<ArrayBuffer>) =>
    transport.fetch(`${serverUrl}anonymous_server`, { method: 'POST', body });
  await post(Uint8Array.from(await crypto.publicKeyOf(key)));
  expect(recorder.checkSecrets).not.toThrow();
  await post(Uint8Array.from(key));
  expect(recorder.checkSecrets).toThrow('a secret was sent in the clear');
});
