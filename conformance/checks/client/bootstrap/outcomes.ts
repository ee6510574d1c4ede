import type { ClientJudge } from '../../../src/case/client-judge.ts';
import type { MockReply } from '../../../src/case/mock-server.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { deviceFiles, filesBelow } from '../../../src/client/device-files.ts';
import { type NewUser, newUser } from '../../../src/client/new-user.ts';
import type { ClientOutcome } from '../../../src/targets/client/client-driver.ts';
import { Float64 } from '../../../src/wire/raw-values.ts';
import { Instant } from '../../../src/wire/values.ts';

/** Asserts that no device file exists. */
async function holdsNoDevice(judge: ClientJudge, { home }: NewUser): Promise<void> {
  const files = deviceFiles(await filesBelow(home)).map(({ path }) => path);
  judge.expect.equal(files, [], 'device files on disk');
}

/** Runs a bootstrap that the server answers with `reply`. 'offline': nothing listens. */
async function failingBootstrap(judge: ClientJudge, reply: MockReply | 'offline'): Promise<ClientOutcome> {
  // The same name for all, so that texts that contain it can be compared.
  const someone = await newUser(judge, { organization: 'CoolOrg' });
  if (reply === 'offline') await someone.server.close();
  else someone.answer = () => reply;
  const outcome = await someone.bootstrap();
  if (reply !== 'offline')
    judge.expect.equal(someone.commands[0]?.cmd, 'organization_bootstrap', 'command sent');
  judge.expectRefused(outcome, 'a bootstrap that the server does not accept');
  await holdsNoDevice(judge, someone);
  return outcome;
}

/** The causes that a user must be able to tell apart. */
const causes = {
  'token-refused': { reply: { status: 'invalid_bootstrap_token' } },
  'already-bootstrapped': { reply: { status: 'organization_already_bootstrapped' } },
  offline: 'offline',
} satisfies Record<string, MockReply | 'offline'>;

const failures: readonly (readonly [string, MockReply | 'offline', keyof typeof causes])[] = [
  ['token-refused', causes['token-refused'], 'token-refused'],
  ['already-bootstrapped', causes['already-bootstrapped'], 'already-bootstrapped'],
  ['connection-lost', 'hang up', 'offline'],
  ['gateway', { status: 503 }, 'offline'],
];

/** Asserts that the text for this reply differs from those of the other causes. */
async function expectToldApart(
  judge: ClientJudge,
  reply: MockReply | 'offline',
  cause: keyof typeof causes,
): Promise<void> {
  const outcomes: (readonly [string, ClientOutcome])[] = [[cause, await failingBootstrap(judge, reply)]];
  for (const [other, otherReply] of Object.entries(causes))
    if (other !== cause) outcomes.push([other, await failingBootstrap(judge, otherReply)]);
  judge.expectToldApart(outcomes);
}

for (const [name, reply, cause] of failures) {
  verifiesClient(
    [
      'organization_bootstrap/client-tells-failures-apart',
      'organization_bootstrap/client-stores-no-device-on-failure',
    ],
    { case: name, timeout: 30_000 },
    async (judge) => expectToldApart(judge, reply, cause),
  );
}

verifiesClient(
  'organization_bootstrap/client-tells-failures-apart',
  { case: 'nothing-listens', timeout: 30_000 },
  async (judge) => expectToldApart(judge, 'offline', 'offline'),
);

// After any reply other than `ok` the client stores no device.
for (const [name, reply] of [
  ['certificates-refused', { reply: { status: 'invalid_certificate' } }],
  [
    'clock-off',
    {
      reply: {
        status: 'timestamp_out_of_ballpark',
        ballpark_client_early_offset: new Float64(300),
        ballpark_client_late_offset: new Float64(320),
        server_timestamp: new Instant(1_700_000_000_000_000n),
        client_timestamp: new Instant(1_600_000_000_000_000n),
      },
    },
  ],
  ['not-known', { status: 404 }],
  ['not-understood', { status: 415 }],
  ['other-version', { status: 422 }],
  ['expired', { status: 460 }],
] satisfies [string, MockReply][]) {
  verifiesClient(
    'organization_bootstrap/client-stores-no-device-on-failure',
    { case: name },
    async (judge) => void (await failingBootstrap(judge, reply)),
  );
}
