import type { ActOutcome } from '@parsec-spec/reference-client/driver';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type MutantClient, mutantClient } from './mutant-client.ts';

/** Tells something else after an act. */
const telling = (
  requirement: RequirementId,
  how: string,
  act: 'bootstrap' | 'logIn' | 'invite' | 'revoke',
  tell: (outcome: ActOutcome) => Partial<ActOutcome>,
) =>
  mutantClient(requirement, how, {
    acts: (session) => ({
      ...session,
      [act]: async (input: object) => {
        const outcome = await session[act](input as never);
        return { ...outcome, ...tell(outcome) };
      },
    }),
  });

/** Reference clients that each tell the user something else than what happened. */
export const mutantsOfMessages: readonly MutantClient[] = [
  telling('client-keys/missing-told', 'like-another-protection', 'logIn', ({ code, message }) =>
    code === 'missing' ? { code: 'unknown-kind', message } : {},
  ),
  telling('client-keys/missing-told', 'like-a-damaged-file', 'logIn', ({ code }) =>
    code === 'missing' ? { code: 'cannot-open', message: 'the file cannot be opened' } : {},
  ),
  telling('client-keys/missing-told', 'like-junk', 'logIn', ({ code }) =>
    code === 'missing' || code === 'no-device-file'
      ? { code: 'no-device-file', message: 'the file is missing or is not a device file' }
      : {},
  ),
  telling('client-keys/other-protection-told', 'unknown-one-like-a-wrong-password', 'logIn', ({ message }) =>
    /kind or version/.test(message) ? { code: 'cannot-open', message: 'the file cannot be opened' } : {},
  ),
  telling(
    'organization_bootstrap/client-tells-failures-apart',
    'one-refusal',
    'bootstrap',
    ({ code, message }) => (code === 'already-bootstrapped' ? { code: 'token-refused', message } : {}),
  ),
  telling('client-trust/says-organization-unknown', 'like-a-refused-token', 'bootstrap', ({ code }) =>
    code === 'organization-unknown'
      ? { code: 'token-refused', message: 'the server refused the token of this link' }
      : {},
  ),
  telling('client-trust/says-rights-are-missing', 'unknown-device', 'invite', ({ code, message }) =>
    /administrator/.test(message)
      ? { code, message: 'the server does not know this device, or its signature is not valid (HTTP 403)' }
      : {},
  ),
  telling(
    'client-trust/says-rights-are-missing',
    'unknown-device-of-a-revocation',
    'revoke',
    ({ code, message }) =>
      /administrator/.test(message)
        ? { code, message: 'the server does not know this device, or its signature is not valid (HTTP 403)' }
        : {},
  ),
];
