import { expect, test } from 'vitest';
import { explainCall } from '../../src/explain/explain-call.ts';

test('an unreachable server is explained with its cause and what to do', () => {
  const explained = explainCall({
    outcome: 'offline',
    cause: 'connection-refused',
    detail: 'ECONNREFUSED',
    maybeReceived: false,
  });

  expect(explained).toEqual({
    message: 'nothing listens at this address (ECONNREFUSED)',
    hint: 'check address and port; is the server running?',
  });
});

test('a long text of a server is cut', () => {
  const long = 'x'.repeat(1_000_000);
  const { message } = explainCall({ outcome: 'unknown-status', status: long, reason: long });
  expect(message).toMatch(/^the server answered x{200}…, which this client does not know: x{200}…$/);
});
