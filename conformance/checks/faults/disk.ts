import {
  askUserInvitation,
  invitationIn,
  listInvitations,
  tokensIn,
} from '../../src/case/actions/invitations.ts';
import type { FaultyDeployment, Judge } from '../../src/case/judge.ts';
import type { Member } from '../../src/case/members.ts';
import { freshAddress } from '../../src/case/organizations/invitation-organization.ts';
import { verifies } from '../../src/case/verifies.ts';
import { waitForRecovery, withinRefusalTimeout } from '../../src/faults/recovery.ts';
import type { DiskFaults } from '../../src/targets/deployment/deployment.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'disk', 'administration'] as const;

/**
 * The number of requests that may still find room on a full disk, because a store allocates space
 * in chunks.
 */
const MAX_INVITATIONS = 500;

function diskOf({ disk }: FaultyDeployment): DiskFaults {
  if (disk === undefined) throw new Error('a deployment without the disk that was asked for');
  return disk;
}

/**
 * Fills the disk of an organization. Gives the invitations acknowledged before the first refusal,
 * and that refusal.
 */
async function fillDisk(check: Judge) {
  const deployment = await check.deploy({ disk: true });
  const judge = deployment.judge();
  const { author: alice } = await judge.bootstrapped();
  const kept: string[] = [];
  const keep = (answer: Exchange): void => void kept.push(invitationIn(judge, alice, answer).hex);
  for (let round = 0; round < 5; round += 1) keep(await sendInvitation(judge, alice));
  await diskOf(deployment).fill();
  for (let round = 0; round < MAX_INVITATIONS; round += 1) {
    const answer = await withinRefusalTimeout(judge, sendInvitation(judge, alice));
    if (answer?.replyStatus !== 'ok')
      return { place: deployment, judge, alice, kept, isRefused: true, refusal: answer };
    keep(answer);
  }
  return { place: deployment, judge, alice, kept, isRefused: false, refusal: undefined };
}

/** Ends a check in which the disk never filled up. */
const foundRoom = (judge: Judge): never =>
  judge.notTestable(`${MAX_INVITATIONS} invitations found room on a full disk`);

const sendInvitation = (judge: Judge, author: Member): Promise<Exchange> =>
  askUserInvitation(judge, author, freshAddress(judge), { label: 'invite' });

/**
 * Every acknowledged invitation is listed. A refused one may be listed too, because a 5xx leaves
 * the outcome open.
 */
async function expectListed(
  judge: Judge,
  alice: Member,
  kept: readonly string[],
  what: string,
): Promise<void> {
  const there = new Set(tokensIn(await listInvitations(judge, alice, what)));
  judge.expect.equal(
    kept.filter((token) => !there.has(token)).length,
    0,
    `acknowledged invitations that are lost ${what}`,
  );
}

verifies('durability/full-disk-is-refused', { needs }, async (check) => {
  const { judge, alice, isRefused, refusal } = await fillDisk(check);
  if (!isRefused) foundRoom(judge);
  const refused = (answer: Exchange | undefined): void =>
    judge.expect.that(
      (answer?.status ?? 0) >= 500,
      'a 5xx within 10 s',
      answer === undefined ? 'no answer' : (answer.error ?? answer.replyStatus ?? answer.status),
      answer,
    );
  refused(refusal);
  // The server keeps running: it refuses the next request too, and still accepts connections.
  refused(
    await withinRefusalTimeout(judge, judge.members.send(alice, judge.members.enrolment(alice), 'enrol')),
  );
  const alive = await withinRefusalTimeout(judge, judge.http({ target: '/', label: 'is it alive?' }));
  judge.expect.that((alive?.status ?? 0) > 0, 'an answer to GET /', alive?.error ?? 'none', alive);
});

verifies('durability/full-disk-loses-nothing', { needs: [...needs, 'durable'] }, async (check) => {
  const { place: deployment, judge, alice, kept, isRefused } = await fillDisk(check);
  const [node] = deployment.nodes;
  // A server that acknowledged every request must have kept the result of each.
  if (!isRefused) {
    await node?.kill();
    await diskOf(deployment).free();
    await node?.start();
    await expectListed(judge, alice, kept, 'after a kill on a full disk');
    foundRoom(judge);
  }
  // The server may refuse reads meanwhile, but must not report the invitations as gone.
  const read = await withinRefusalTimeout(judge, judge.rpc.authenticated(alice, { cmd: 'invite_list' }));
  if (read !== undefined && read.status !== 0 && read.status < 500)
    await expectListed(judge, alice, kept, 'on a full disk');
  await diskOf(deployment).free();
  await waitForRecovery(judge, alice.organization);
  await expectListed(judge, alice, kept, 'when there is room again');
  await diskOf(deployment).fill();
  // The request may still find room, and then its invitation counts as acknowledged.
  const last = await withinRefusalTimeout(judge, sendInvitation(judge, alice));
  if (last?.replyStatus === 'ok') kept.push(invitationIn(judge, alice, last).hex);
  await node?.kill();
  await diskOf(deployment).free();
  await node?.start();
  await expectListed(judge, alice, kept, 'after a kill on a full disk');
});

verifies('durability/service-returns-with-space', { needs }, async (check) => {
  const { place: deployment, judge, alice, kept, isRefused } = await fillDisk(check);
  if (!isRefused) foundRoom(judge);
  await diskOf(deployment).free();
  await waitForRecovery(judge, alice.organization);
  const { hex } = invitationIn(judge, alice, await sendInvitation(judge, alice));
  await expectListed(judge, alice, [...kept, hex], 'when there is room again');
});
