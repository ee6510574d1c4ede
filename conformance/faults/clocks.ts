import { deviceToken } from '../src/judge/index.ts';
import { verifies } from '../src/verifies/index.ts';

const needs = ['faults', 'administration'] as const;

/** Seconds by which the clock of the client is off: beyond the bounds on each side. */
const skews = { ahead: 3600, behind: -3600 } as const;

for (const [side, skew] of Object.entries(skews)) {
  verifies('durability/skewed-clock-is-told', { case: side, needs }, async (judge) => {
    const organization = await judge.organization();
    const at = judge.now().plusSeconds(skew);
    const early = await judge.bootstrap(organization, { at }, { label: 'by the wrong clock' });
    const told = judge.expect.reply(early, 'timestamp_out_of_ballpark', 'a bootstrap by the wrong clock');
    judge.expect.equal(told.client_timestamp, at, 'client_timestamp', early);
    judge.expect.equal(
      [told.ballpark_client_early_offset, told.ballpark_client_late_offset],
      [300, 320],
      'the bounds',
      early,
    );
    const now = judge.expect.instant(told, 'server_timestamp', early);
    const off = Number(now.micros - judge.now().micros) / 1e6;
    judge.expect.that(Math.abs(off) < 10, 'the time of the server, within 10 s', `${off} s off`, early);
    // A client that puts its clock right by what it was told is served from then on.
    const founding = judge.founding(organization, { at: now });
    judge.expect.reply(
      await judge.bootstrap(organization, founding),
      'ok',
      'the bootstrap by the right clock',
    );
    const author = { organization: organization.id, device: founding.device };
    const call = (seconds: number) =>
      judge.rpc.authenticated(
        author,
        { cmd: 'organization_info' },
        {
          change: {
            Authorization: `Bearer ${deviceToken(author.device, judge.now().plusSeconds(seconds))}`,
          },
        },
      );
    await judge.twin({ broken: () => call(skew), refused: 498, valid: () => call(0) });
  });
}
