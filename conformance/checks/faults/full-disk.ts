import { REFUSAL_TIMEOUT_MS, waitForRecovery, withinRefusalTimeout } from '../../src/faults/recovery.ts';
import type { FaultyDeployment, Judge } from '../../src/judge/judge.ts';
import type { Member } from '../../src/judge/members.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { DiskFaults } from '../../src/targets/deployment/deployment.ts';
import {
  askUserInvitation,
  invitationIn,
  listInvitations,
  tokensIn,
} from '../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../src/vocabulary/organizations/invitation-organization.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'disk', 'administration'] as const;

/**
 * Maximum number of invitations until a full disk must cause a refusal. Some may still find room,
 * because a store allocates space in chunks.
 */
const MAX_INVITATIONS = 500;

/** The disk of a deployment. The need `disk` guarantees that there is one. */
function diskOf({ disk }: FaultyDeployment): DiskFaults {
  if (disk === undefined) throw new Error('a deployment without the requested disk');
  return disk;
}

/**
 * Creates an organization, fills the disk, and sends invitations until one is refused.
 *
 * @returns the tokens of the acknowledged invitations, in hex, and the refusal
 */
async function fillDisk(check: Judge) {
  const deployment = await check.deploy({ disk: true });
  const judge = deployment.judge();
  const { author: alice } = await judge.bootstrapped();
  const tokens: string[] = [];
  const keep = (answer: Exchange): void => void tokens.push(invitationIn(judge, alice, answer).hex);
  for (let round = 0; round < 5; round += 1) keep(await sendInvitation(judge, alice));
  await diskOf(deployment).fill();
  for (let round = 0; round < MAX_INVITATIONS; round += 1) {
    const asked = performance.now();
    const answer = await withinRefusalTimeout(judge, sendInvitation(judge, alice));
    if (answer?.replyStatus !== 'ok')
      return { deployment, judge, alice, tokens, isRefused: true, refusal: answer, asked };
    keep(answer);
  }
  return { deployment, judge, alice, tokens, isRefused: false, refusal: undefined, asked: 0 };
}

/** Ends a check in which no invitation was refused. */
const endWithoutRefusal = (judge: Judge): never =>
  judge.notTestable(`${MAX_INVITATIONS} invitations found room on a full disk`);

const sendInvitation = (judge: Judge, author: Member): Promise<Exchange> =>
  askUserInvitation(judge, author, freshAddress(judge), { label: 'invite' });

/**
 * Asserts that every acknowledged invitation is listed. A refused one may be listed too, because
 * its outcome is unknown after a 5xx.
 */
async function expectListed(
  judge: Judge,
  alice: Member,
  tokens: readonly string[],
  what: string,
): Promise<void> {
  const listedTokens = new Set(tokensIn(await listInvitations(judge, alice, what)));
  judge.expect.equal(
    tokens.filter((token) => !listedTokens.has(token)).length,
    0,
    `acknowledged invitations that are lost ${what}`,
  );
}

verifies('durability/full-disk-is-refused', { needs }, async (check) => {
  const { judge, alice, isRefused, refusal, asked } = await fillDisk(check);
  if (!isRefused) endWithoutRefusal(judge);
  const refused = (answer: Exchange | undefined): void =>
    judge.expect.that(
      (answer?.status ?? 0) >= 500,
      'a 5xx within 10 s',
      answer === undefined ? 'no answer' : (answer.error ?? answer.replyStatus ?? answer.status),
      answer,
    );
  await judge.within(REFUSAL_TIMEOUT_MS, () => refused(refusal), asked);
  // The server still runs: it refuses the next write too, and answers on the root path.
  const write = judge.members.send(alice, judge.members.enrolment(alice), 'enrol');
  await withinRefusalTimeout(judge, write, refused);
  await withinRefusalTimeout(judge, judge.http({ target: '/', label: 'is it alive?' }), (root) =>
    judge.expect.that((root?.status ?? 0) > 0, 'an answer to GET /', root?.error ?? 'none', root),
  );
});

verifies('durability/full-disk-loses-nothing', { needs: [...needs, 'durable'] }, async (check) => {
  const { deployment, judge, alice, tokens, isRefused } = await fillDisk(check);
  const [node] = deployment.nodes;
  // A server that acknowledged every invitation must have stored all of them.
  if (!isRefused) {
    await node?.kill();
    await diskOf(deployment).free();
    await node?.start();
    await expectListed(judge, alice, tokens, 'after a kill on a full disk');
    endWithoutRefusal(judge);
  }
  // The server may refuse reads, but a list must have all acknowledged invitations.
  const read = await withinRefusalTimeout(judge, judge.rpc.authenticated(alice, { cmd: 'invite_list' }));
  if (read !== undefined && read.status !== 0 && read.status < 500)
    await expectListed(judge, alice, tokens, 'on a full disk');
  await diskOf(deployment).free();
  await waitForRecovery(judge, alice.organization);
  await expectListed(judge, alice, tokens, 'when there is room again');
  await diskOf(deployment).fill();
  // This invitation may still find room. It then counts as acknowledged.
  const last = await withinRefusalTimeout(judge, sendInvitation(judge, alice));
  if (last?.replyStatus === 'ok') tokens.push(invitationIn(judge, alice, last).hex);
  await node?.kill();
  await diskOf(deployment).free();
  await node?.start();
  await expectListed(judge, alice, tokens, 'after a kill on a full disk');
});

verifies('durability/service-returns-with-space', { needs }, async (check) => {
  const { deployment, judge, alice, tokens, isRefused } = await fillDisk(check);
  if (!isRefused) endWithoutRefusal(judge);
  await diskOf(deployment).free();
  await waitForRecovery(judge, alice.organization);
  const { hex } = invitationIn(judge, alice, await sendInvitation(judge, alice));
  await expectListed(judge, alice, [...tokens, hex], 'when there is room again');
});
