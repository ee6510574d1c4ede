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
