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
