import type { Family } from '@parsec-spec/spec/commands';
import type { Expected } from '../../judge/expect.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import type { NamedSample } from './load-samples.ts';
import type { PreparedSample, SampleMembers } from './sample.ts';

/** A prepared sample with the name of its command, and the answer to the honest call. */
export interface PreparedCall extends PreparedSample {
  readonly command: string;
  readonly served: Expected;
}

/** Runs `use` with the founder of an organization for samples, which it borrows. */
export const withSampleFounder = (judge: Judge, use: (alice: Member) => Promise<void>): Promise<void> =>
  judge.borrow(
    'organization of samples',
    (founder) => founder.bootstrapped(),
    ({ author }) => use(author),
  );

/** Prepares the samples of these families, one after the other. */
export async function prepareSamples(
  judge: Judge,
  samples: readonly NamedSample[],
  families: readonly Family[],
  members: SampleMembers,
): Promise<readonly PreparedCall[]> {
  const ready: PreparedCall[] = [];
  for (const { command, sample } of samples) {
    if (!families.includes(sample.family)) continue;
    const prepared = await sample.prepare(judge, members);
    ready.push({ ...prepared, command, served: sample.served ?? 'ok' });
  }
  return ready;
}

/** Sends each honest call, and asserts that it is served. */
export async function expectServed(
  judge: Judge,
  calls: readonly PreparedCall[],
  when: string,
): Promise<void> {
  for (const { command, message, send, served } of calls)
    judge.expect.answer(await send(message(), command), served, `${command}, ${when}`);
}
