import { expect, test } from 'vitest';
import { commandReply } from '../../self-test/kit/calls.ts';
import { changeCommands, timeIn } from '../../self-test/kit/commands.ts';
import { runLives } from '../../self-test/run-lives.ts';
import { drawn } from '../support/drawn.ts';

const servers = [
  ['user_create/email-free', 2],
  ['greeting/attempt-joined', 4],
  ['invite_new_user/claimer-not-enrolled', 2],
  ['user_update/later-than-last', 4],
  ['user_update/by-author', 6],
  ['terms-of-service/pending-is-463', 3],
  ['organization_create/bootstrapped-is-refused', 1],
  ['authentication/signature-verifies', 4],
  ['authentication/not-too-early', 4],
  ['authentication/not-too-late', 4],
  ['user_revoke/revoked-once', 6],
  ['user_update/author-is-admin', 4],
  ['terms-of-service/web-addresses-only', 1],
  ['keys/device-key-is-a-point', 3],
  ['organization_bootstrap/one-user', 4],
  ['user_freeze/not-both-selectors', 3],
  ['user_freeze/not-no-selector', 3],
  ['user_create/user-id-new', 2],
  ['organization_bootstrap/sequester-in-window', 2],
  ['greeting/steps-need-5-2', 6],
] as const;

/** Other requirements that a server breaks without a rule, and that lives may meet first. */
const BROKEN_TOO: Readonly<Record<string, readonly string[]>> = {
  'authentication/signature-verifies': ['authentication/bad-signature-before-stale'],
};

test.each(drawn(servers, ([omitted]) => omitted))(
  'a server without %s contradicts the model in at most %i calls',
  async (omitted, calls) => {
    const properties = { seed: 'self-test', lives: 256, shrinkMs: 180_000 };
    const { verdict, lives } = await runLives(
      { omit: [omitted] },
      { properties, failFast: true, strict: true },
    );
    expect(verdict).toBe('fail');
    // A rule left out may break others, too.
    const names: readonly string[] = [omitted, ...(BROKEN_TOO[omitted] ?? [])];
    const shown = lives.counterexamples.find(({ requirement }) => names.includes(requirement.id));
    expect(shown?.story.calls.length).toBeLessThanOrEqual(calls);
  },
);

test('a server that refuses a device dated 2 min ahead contradicts the model', async () => {
  const narrow = changeCommands('device_create/in-window', 'two-minutes', ['device_create'], () => (call) => {
    const micros = timeIn(call.request)?.micros ?? 0n;
    return micros > BigInt(Date.now() + 120_000) * 1000n
      ? Promise.resolve(commandReply({ status: 'invalid_certificate' }))
      : call.answer();
  });
  const { lives } = await runLives({ mutants: [narrow] }, { lives: 2, failFast: true });
  const [shown] = lives.counterexamples;
  expect(shown?.story.calls.at(-1)).toMatchObject({ cmd: 'device_create', dated: 'ahead' });
});
