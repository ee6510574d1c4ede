import { withinRefusalTimeout } from '../../src/faults/recovery.ts';
import { isEqual } from '../../src/judge/equal.ts';
import type { FaultyDeployment, Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { joinAttempt, pairOf } from '../../src/vocabulary/actions/greeting.ts';
import {
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  inviteUser,
} from '../../src/vocabulary/actions/invitations.ts';
import { allCertificates, askOrganization } from '../../src/vocabulary/actions/member-calls.ts';
import { freshAddress } from '../../src/vocabulary/organizations/invitation-organization.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'database', 'administration'] as const;

type Calls = Readonly<Record<string, () => Promise<Exchange>>>;

/** One request of each kind that stores something. None can succeed without a database. */
async function writeCalls(judge: Judge): Promise<Calls> {
  const { author: alice } = await judge.bootstrapped();
  const { person: bob } = await judge.members.enrol(alice, 'bob');
  const { person: dave } = await judge.members.enrol(alice, 'dave');
  const invite = () => inviteUser(judge, alice, freshAddress(judge));
  const [cancelled, completed, greeted, left] = [
    await invite(),
    await invite(),
    await invite(),
    await invite(),
  ];
  const [pair, leaving] = [pairOf(judge, alice, greeted), pairOf(judge, alice, left)];
  const [attempt, abandoned] = [await joinAttempt(judge, pair), await joinAttempt(judge, leaving)];
  const organization = await judge.organization();
  const { author: reader } = await judge.bootstrapped({ tos: { en_US: 'https://example.com/terms' } });
  const terms = judge.expect.reply(await judge.rpc.tos(reader, { cmd: 'tos_get' }), 'ok', 'the terms');
  const { administration, members } = judge;
  return {
    invite: () => askUserInvitation(judge, alice, freshAddress(judge)),
    create: () => administration.create(judge.newName()),
    enrol: () => members.send(alice, members.enrolment(alice, { person: judge.cast.newUser('erin') })),
    'add a device': () => members.send(alice, members.addition(alice)),
    'change a profile': () => members.send(alice, members.profileChange(alice, bob, 'ADMIN')),
    revoke: () => members.send(alice, members.revocation(alice, dave)),
    cancel: () => cancelInvitation(judge, alice, cancelled),
    complete: () => completeInvitation(judge, alice, completed),
    'take a step': () => pair.claimer.step(attempt, 0),
    'cancel a greeting': () => leaving.greeter.cancel(abandoned),
    bootstrap: () => judge.bootstrap(organization),
    'change settings': () => administration.patch(alice.organization, { active_users_limit: 9 }),
    freeze: () => administration.freeze(alice.organization, { frozen: true, user_email: bob.email }),
    'accept terms': () => judge.rpc.tos(reader, { cmd: 'tos_accept', tos_updated_on: terms.updated_on }),
  };
}

/** Requests that store nothing. Without a database, a server may still answer them correctly. */
async function readCalls(judge: Judge): Promise<Calls> {
  const { author: alice } = await judge.bootstrapped();
  await judge.members.enrol(alice, 'bob');
  await inviteUser(judge, alice, 'carol@example.com');
  return {
    info: () => askOrganization(judge, alice),
    list: () => judge.rpc.authenticated(alice, { cmd: 'invite_list' }),
    certificates: () => judge.rpc.authenticated(alice, allCertificates),
    settings: () => judge.administration.get(alice.organization),
    users: () => judge.administration.users(alice.organization),
    stream: () => judge.rpc.events(alice),
  };
}

const isRefused = (answer: Exchange): boolean => answer.status === 0 || answer.status >= 500;

const shownBy = (answer: Exchange): unknown => answer.message ?? answer.text;

const outcomeOf = (answer: Exchange | undefined): unknown =>
  answer === undefined ? 'no answer' : (answer.replyStatus ?? answer.status);

/**
 * Injects a fault into the database. Asserts that concurrent writes, and one after them, are
 * refused in time, and that no read returns wrong data.
 */
async function expectAllRefused(
  check: Judge,
  injectFault: (deployment: FaultyDeployment) => Promise<unknown>,
): Promise<void> {
  const deployment = await check.deploy();
  const judge = deployment.judge();
  const writing = await writeCalls(judge);
  const expectSameReads = await rememberReads(judge);
  await injectFault(deployment);
  const refused = async ([what, write]: readonly [string, () => Promise<Exchange>]) => {
    await withinRefusalTimeout(judge, write(), (answer) => {
      const holds = answer !== undefined && isRefused(answer);
      judge.expect.that(
        holds,
        `${what}: a 5xx or a closed connection within 10 s`,
        outcomeOf(answer),
        answer,
      );
    });
  };
  const [first, ...others] = Object.entries(writing);
  if (first === undefined) return;
  await Promise.all([first, ...others].map(refused));
  await refused(first);
  await expectSameReads();
}

/**
 * Reads the current state. Returns the assertion that reads return the same, or are refused in
 * time.
 */
async function rememberReads(judge: Judge): Promise<() => Promise<unknown>> {
  const reading = Object.entries(await readCalls(judge));
  const before: Exchange[] = [];
  for (const [what, read] of reading) before.push(judge.expect.answer(await read(), 200, `${what} at first`));
  const expectSame = ([what, read]: (typeof reading)[number], first: Exchange | undefined) =>
    withinRefusalTimeout(judge, read(), (answer) => {
      const isRight =
        first !== undefined && answer?.status === 200 && isEqual(shownBy(answer), shownBy(first));
      const holds = answer !== undefined && (isRefused(answer) || isRight);
      judge.expect.that(
        holds,
        `${what}: the same as before, or a refusal within 10 s`,
        outcomeOf(answer),
        answer,
      );
    });
  return () => Promise.all(reading.map((each, index) => expectSame(each, before[index])));
}

/**
 * Like {@link expectAllRefused} for reads after a restart: the server has no state in memory then.
 */
async function expectRefusedAfterRestart(
  check: Judge,
  injectFault: (deployment: FaultyDeployment) => Promise<unknown>,
): Promise<void> {
  const deployment = await check.deploy();
  const judge = deployment.judge();
  const expectSameReads = await rememberReads(judge);
  for (const node of deployment.nodes) {
    await node.stop();
    await node.start();
  }
  const others = Array.from({ length: 8 }, () => judge.administration.create(judge.newName()));
  for (const created of await Promise.all(others)) judge.expect.answer(created, 200, 'another organization');
  await injectFault(deployment);
  await expectSameReads();
}

verifies('durability/database-gone-is-refused', { needs }, (check) =>
  expectAllRefused(check, async ({ database }) => database?.kill()),
);

verifies('durability/silent-database-is-refused', { needs }, (check) =>
  expectAllRefused(check, async ({ database }) => database?.pause()),
);

verifies('durability/database-gone-is-refused', { needs, case: 'unread' }, (check) =>
  expectRefusedAfterRestart(check, async ({ database }) => database?.kill()),
);

verifies('durability/silent-database-is-refused', { needs, case: 'unread' }, (check) =>
  expectRefusedAfterRestart(check, async ({ database }) => database?.pause()),
);
