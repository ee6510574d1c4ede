import type { ClientJudge } from '../../../src/case/client-judge.ts';
import type { MockReply } from '../../../src/case/mock-server.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { deviceFiles, filesBelow } from '../../../src/client/device-files.ts';
import { type NewUser, newUser } from '../../../src/client/new-user.ts';
import type { ClientOutcomeCode } from '../../../src/targets/client-driver.ts';
import { Float64 } from '../../../src/wire/raw-values.ts';
import { Instant } from '../../../src/wire/values.ts';

/** No file exists that a client would accept as a device. */
async function holdsNoDevice(judge: ClientJudge, { session, home }: NewUser): Promise<void> {
  const listed = judge.expectOutcome(await session.list(), 'ok', 'listing the devices');
  judge.expect.equal(listed.facts.devices, [], 'devices listed');
  const files = deviceFiles(await filesBelow(home)).map(({ path }) => path);
  judge.expect.equal(files, [], 'device files on disk');
}

const failures: readonly (readonly [string, MockReply, ClientOutcomeCode])[] = [
  ['token-refused', { reply: { status: 'invalid_bootstrap_token' } }, 'token-refused'],
  [
    'already-bootstrapped',
    { reply: { status: 'organization_already_bootstrapped' } },
    'already-bootstrapped',
  ],
  ['connection-lost', 'hang up', 'offline'],
  ['gateway', { status: 503 }, 'offline'],
];

for (const [name, reply, code] of failures) {
  verifiesClient(
    [
      'organization_bootstrap/client-tells-failures-apart',
      'organization_bootstrap/client-stores-no-device-on-failure',
    ],
    { case: name },
    async (judge) => {
      const someone = await newUser(judge);
      someone.answer = () => reply;
      judge.expectOutcome(await someone.bootstrap(), code);
      judge.expect.equal(someone.asked[0]?.cmd, 'organization_bootstrap', 'command sent');
      await holdsNoDevice(judge, someone);
    },
  );
}

verifiesClient(
  'organization_bootstrap/client-tells-failures-apart',
  { case: 'nothing-listens' },
  async (judge) => {
    const someone = await newUser(judge);
    await someone.server.close();
    judge.expectOutcome(await someone.bootstrap(), 'offline');
    await holdsNoDevice(judge, someone);
  },
);

// Any reply other than `ok` leaves no device.
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
    async (judge) => {
      const someone = await newUser(judge);
      someone.answer = () => reply;
      const { code, message } = await someone.bootstrap();
      judge.expect.that(code !== 'ok', 'a bootstrap that fails', message);
      judge.expect.equal(someone.asked[0]?.cmd, 'organization_bootstrap', 'command sent');
      await holdsNoDevice(judge, someone);
    },
  );
}
