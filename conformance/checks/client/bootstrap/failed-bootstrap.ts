import type { ClientJudge, ExplainedOutcome } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { deviceFiles, filesBelow } from '../../../src/played-server/device-files.ts';
import { type NewClient, newClient } from '../../../src/played-server/new-client.ts';
import type { ClientOutcome } from '../../../src/targets/client/client-driver.ts';

async function expectNoDeviceFile(judge: ClientJudge, { home }: NewClient): Promise<void> {
  const files = deviceFiles(await filesBelow(home)).map(({ path }) => path);
  judge.expect.equal(files, [], 'device files on disk');
}

/** Runs a bootstrap on a server that misbehaves. 'offline': nothing listens. */
async function failingBootstrap(judge: ClientJudge, misbehaviour: string): Promise<ClientOutcome> {
  // The same name for all, so that texts that contain it can be compared.
  const someone = await newClient(judge, { organization: 'CoolOrg' });
  if (misbehaviour === 'offline') await someone.server.close();
  else someone.misbehave(misbehaviour);
  const outcome = await someone.bootstrap();
  if (misbehaviour !== 'offline')
    judge.expect.equal(someone.commands[0]?.cmd, 'organization_bootstrap', 'command sent');
  judge.expectRefused(outcome, 'a bootstrap that the server does not accept');
  await judge.under('organization_bootstrap/client-stores-no-device-on-failure', () =>
    expectNoDeviceFile(judge, someone),
  );
  return outcome;
}

/** The causes that a user must be able to tell apart. */
const causes = {
  'token-refused': 'bootstrap.status=invalid_bootstrap_token',
  'already-bootstrapped': 'bootstrap.status=organization_already_bootstrapped',
  offline: 'offline',
} as const;

const failures: readonly (readonly [name: string, misbehaviour: string, cause: keyof typeof causes])[] = [
  ['token-refused', causes['token-refused'], 'token-refused'],
  ['already-bootstrapped', causes['already-bootstrapped'], 'already-bootstrapped'],
  ['connection-lost', 'connection=lost', 'offline'],
  ['gateway', 'http=503', 'offline'],
];

/** Asserts that the text for this failure differs from those of the other causes. */
async function expectToldApart(
  judge: ClientJudge,
  misbehaviour: string,
  cause: keyof typeof causes,
): Promise<void> {
  const outcome = await failingBootstrap(judge, misbehaviour);
  const others: ExplainedOutcome[] = [];
  for (const [other, otherMisbehaviour] of Object.entries(causes))
    if (other !== cause) others.push([other, await failingBootstrap(judge, otherMisbehaviour)]);
  await judge.under('organization_bootstrap/client-tells-failures-apart', () =>
    judge.expectToldApart([cause, outcome], others),
  );
}

for (const [name, misbehaviour, cause] of failures) {
  verifiesClient(
    [
      'organization_bootstrap/client-tells-failures-apart',
      'organization_bootstrap/client-stores-no-device-on-failure',
    ],
    { case: name, timeout: 30_000 },
    async (judge) => expectToldApart(judge, misbehaviour, cause),
  );
}

verifiesClient(
  'organization_bootstrap/client-tells-failures-apart',
  { case: 'nothing-listens', timeout: 30_000 },
  async (judge) => expectToldApart(judge, 'offline', 'offline'),
);

// After any reply other than `ok` the client stores no device.
for (const [name, misbehaviour] of [
  ['certificates-refused', 'bootstrap.status=invalid_certificate'],
  ['clock-off', 'clock=100000000'],
  ['not-known', 'http=404'],
  ['not-understood', 'http=415'],
  ['other-version', 'http=422'],
  ['expired', 'http=460'],
] as const) {
  verifiesClient(
    'organization_bootstrap/client-stores-no-device-on-failure',
    { case: name },
    async (judge) => void (await failingBootstrap(judge, misbehaviour)),
  );
}
