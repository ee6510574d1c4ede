import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { expectPresent } from '../../../src/vocabulary/matchers/timestamps.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import { Instant } from '../../../src/wire/values.ts';

/** Sends a bootstrap dated 350 s ago and returns its answer. The same one dated now is accepted. */
async function sendOutOfWindow(judge: Judge) {
  const organization = await judge.organization();
  const at = judge.now().plusSeconds(-350);
  const { broken } = await judge.twin({
    broken: () => judge.bootstrap(organization, { at }),
    refused: 'timestamp_out_of_ballpark',
    valid: () => judge.bootstrap(organization),
  });
  return { at, exchange: broken, reply: judge.expect.reply(broken, 'timestamp_out_of_ballpark') };
}

/** First bytes of a msgpack float, of 32 and of 64 bits. */
const floats = [0xca, 0xcb];

function expectOffsets(judge: Judge, exchange: Exchange): void {
  const reply = judge.expect.reply(exchange, 'timestamp_out_of_ballpark');
  const offsets = { ballpark_client_early_offset: 300, ballpark_client_late_offset: 320 };
  for (const [name, seconds] of Object.entries(offsets)) {
    judge.expect.equal(reply[name], seconds, name, exchange);
    // The byte after the field name is the msgpack type of the value.
    const first = exchange.body[Buffer.from(exchange.body).indexOf(name) + name.length];
    judge.expect.that(
      floats.includes(first ?? 0),
      `${name}: a float (msgpack type 0xca or 0xcb)`,
      `msgpack type 0x${first?.toString(16)}`,
      exchange,
    );
  }
}

verifies('ordering/out-of-window-tells-offsets', async (judge) =>
  expectOffsets(judge, (await sendOutOfWindow(judge)).exchange),
);

verifies('ordering/out-of-window-tells-clocks', async (judge) => {
  const { at, exchange, reply } = await sendOutOfWindow(judge);
  judge.expect.equal(reply.client_timestamp, at, 'client_timestamp', exchange);
  const server = judge.expect.instant(reply, 'server_timestamp', exchange);
  expectPresent(judge, server, exchange);
});

/** A time 350 s ago with microseconds, whose last three digits a server that rounds to ms loses. */
const staleInstant = (judge: Judge): Instant =>
  new Instant(BigInt(judge.now().plusSeconds(-350).seconds) * 1_000_000n + 123_457n);

// Both clocks have full precision.
verifies('ordering/out-of-window-tells-clocks', { case: 'microseconds' }, async (judge) => {
  const organization = await judge.organization();
  const at = staleInstant(judge);
  const refused = await judge.bootstrap(organization, { at });
  const reply = judge.expect.reply(refused, 'timestamp_out_of_ballpark');
  judge.expect.equal(reply.client_timestamp, at, 'client_timestamp', refused);
  judge.expect.reply(await judge.bootstrap(organization), 'ok', 'the same bootstrap, dated now');
});

/** Sends each command that adds a certificate, with this timestamp, and returns the answers. */
async function sendDatedCommands(judge: Judge, at: Instant) {
  const { author: alice } = await judge.bootstrapped();
  const { person: bob } = await judge.members.enrol(alice, 'bob');
  const carol = { person: judge.cast.person('carol'), at };
  const changes = [
    judge.members.enrolment(alice, carol),
    judge.members.addition(alice, { at }),
    judge.members.profileChange(alice, bob, 'ADMIN', { at }),
    judge.members.revocation(alice, bob, { at }),
  ];
  const answers: Exchange[] = [];
  for (const change of changes) answers.push(await judge.members.send(alice, change, change.message.cmd));
  return answers;
}

verifies('ordering/out-of-window-tells-offsets', { case: 'of-members' }, async (judge) => {
  for (const exchange of await sendDatedCommands(judge, judge.now().plusSeconds(3600)))
    expectOffsets(judge, exchange);
});

verifies('ordering/out-of-window-tells-clocks', { case: 'of-members' }, async (judge) => {
  const at = staleInstant(judge);
  for (const exchange of await sendDatedCommands(judge, at)) {
    const reply = judge.expect.reply(exchange, 'timestamp_out_of_ballpark');
    judge.expect.equal(reply.client_timestamp, at, 'client_timestamp', exchange);
    expectPresent(judge, judge.expect.instant(reply, 'server_timestamp', exchange), exchange);
  }
});
