import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { claimerSide, joinAttempt, pairOf } from '../../../src/vocabulary/actions/greeting.ts';
import {
  askUserInvitation,
  cancelInvitation,
  inviteUser,
} from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { createHonestCallers, rpcRoutes } from '../../../src/vocabulary/actions/routes.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

/**
 * Asserts that on each route every such `Content-Type` gets 415 for a valid body, and the valid one
 * succeeds.
 */
async function expectRefused(judge: Judge, types: readonly (string | null)[]): Promise<void> {
  const caller = await createHonestCallers(judge);
  for (const { name, call, served } of rpcRoutes) {
    for (const type of types) {
      const label = `${name}, ${type === null ? 'no Content-Type' : `Content-Type: ${type}`}`;
      const broken = await call(judge, caller, { change: { 'Content-Type': type }, label });
      judge.expect.answer(broken, 415, label);
    }
    judge.expect.answer(await call(judge, caller, { label: 'valid' }), served, `${name}, honest`);
  }
}

verifies('transport/content-type-required', (judge) => expectRefused(judge, [null]));
verifies('transport/content-type-is-msgpack', (judge) =>
  expectRefused(judge, ['application/json', 'application/x-msgpack', 'dummy', 'text/plain']),
);

verifies('transport/content-type-may-be-exact', async (judge) => {
  const { author } = await judge.common();
  const call = (type: string | null) =>
    judge.rpc.authenticated(
      author,
      { cmd: 'organization_info' },
      { change: { 'Content-Type': type }, label: type ?? 'none' },
    );
  for (const type of ['application/msgpack; charset=utf-8', 'Application/MsgPack'])
    judge.expect.answer(await call(type), ['ok', 415], `Content-Type: ${type}`);
  judge.expect.answer(await call('application/json'), 415, 'another media type');
  judge.expect.reply(await call('application/msgpack'), 'ok', 'the exact media type');
});

verifies('transport/accept-is-event-stream', { needs: ['events'] }, async (judge) => {
  const { author } = await judge.common();
  for (const accept of [null, 'application/json', '*/*', 'text/event-stream, */*']) {
    const label = accept === null ? 'no Accept' : `Accept: ${accept}`;
    const refused = await judge.rpc.events(author, { change: { Accept: accept }, label });
    judge.expect.answer(refused, 406, label);
  }
  const stranger = { ...author, device: judge.cast.device('stranger') };
  judge.expect.answer(await judge.rpc.events(stranger), 403, 'the right Accept, by an unknown device');
  judge.expect.answer(await judge.rpc.events(author), 200, 'the right Accept');
});

verifies('transport/handled-command-is-200', async (judge) => {
  const { organization, bootstrap, author } = await judge.bootstrapped();
  const failed = await judge.bootstrap(organization, bootstrap, { label: 'operational failure' });
  judge.expect.reply(failed, 'organization_already_bootstrapped');
  judge.expect.equal(failed.status, 200, 'HTTP status of an operational failure', failed);
  const none = await judge.rpc.tos(author, { cmd: 'tos_get' }, { label: 'another failure' });
  judge.expect.reply(none, 'no_tos');
  judge.expect.reply(await askOrganization(judge, author), 'ok', 'a success');
});

// Failures that other APIs report by an HTTP status are replies with status 200 here.
verifies('transport/handled-command-is-200', { case: 'invitations' }, async (judge) => {
  const { alice, bob } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const token = judge.random.bytes(16);
  const { greeter, claimer } = pairOf(judge, alice, invitation);
  const attempt = await joinAttempt(judge, { greeter, claimer });
  const answers = [
    ['author_not_allowed', await askUserInvitation(judge, bob, freshAddress(judge))],
    ['claimer_email_already_enrolled', await askUserInvitation(judge, alice, bob.person.email)],
    ['invitation_not_found', await cancelInvitation(judge, alice, { token })],
    ['greeting_attempt_not_found', await greeter.step(judge.random.id(), 0)],
    ['greeter_not_found', await claimerSide(judge, invitation, judge.random.id()).startAttempt()],
    ['greeter_not_allowed', await claimerSide(judge, invitation, bob.person.userId).startAttempt()],
    ['step_too_advanced', await claimer.step(attempt, 1)],
    ['not_ready', await greeter.step(attempt, 0)],
    ['ok', await claimer.step(attempt, 0)],
  ] as const;
  for (const [status, exchange] of answers) {
    judge.expect.reply(exchange, status);
    judge.expect.equal(exchange.status, 200, `HTTP status of \`${status}\``, exchange);
    judge.expect.header(exchange, 'Content-Type', 'application/msgpack');
  }
});

verifies('transport/reply-is-msgpack', async (judge) => {
  const caller = await createHonestCallers(judge);
  for (const { name, call, served } of rpcRoutes) {
    const exchange = await call(judge, caller, { label: name });
    judge.expect.answer(exchange, served, name);
    judge.expect.header(exchange, 'Content-Type', 'application/msgpack');
  }
});
