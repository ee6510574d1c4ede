import { DateTime } from '@parsec-spec/spec/codec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Member } from '../support/members.ts';
import { testOrganization } from '../support/test-organization.ts';

const urls = { en_US: 'https://terms.test/en' };

/** The steps between two checks of who has to accept the terms. */
const steps = fc.oneof(
  fc.record({ what: fc.constant('publish' as const) }),
  fc.record({ what: fc.constant('remove' as const) }),
  fc.record({ what: fc.constant('accept' as const), who: fc.nat(1) }),
  // Mostly the clock stands still; now and then it ticks, or is set back.
  fc.record({ what: fc.constant('clock' as const), millis: fc.constantFrom(1, 5, -1, -5) }),
);

type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/**
 * Alice accepts at a time other than that of the terms, which are replaced in the same millisecond.
 */
const replacedAtOnce = (millis: 1 | -1): [Step[]] => [
  [{ what: 'publish' }, { what: 'clock', millis }, { what: 'accept', who: 0 }, { what: 'publish' }],
];

test('terms bind every user who has not accepted exactly these, whatever the clock does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 20 }), async (happens) => {
      let millis = Date.now();
      const organization = await testOrganization({ clock: () => DateTime.ofMillis(millis) });
      const { alice, ask, enrol, administer } = organization;
      const users: readonly Member[] = [alice, await enrol('bob')];
      const given = async (): Promise<DateTime | undefined> => {
        const { reply } = await ask(alice, { cmd: 'tos_get' }, 'tos');
        return (reply as { updated_on?: DateTime }).updated_on;
      };
      const answerTo = async (user: Member) => {
        const { http, status } = await ask(user, { cmd: 'organization_info' });
        return status ?? http;
      };
      let published = false;
      let latest: DateTime | undefined;
      let accepted = new Set<Member>();
      for (const step of happens) {
        if (step.what === 'clock') millis += step.millis;
        else if (step.what === 'accept') {
          const user = users[step.who] ?? alice;
          const tos_updated_on = (await given()) ?? DateTime.of(0n);
          const { status } = await ask(user, { cmd: 'tos_accept', tos_updated_on }, 'tos');
          expect(status).toBe(published ? 'ok' : 'no_tos');
          if (published) accepted.add(user);
        } else {
          published = step.what === 'publish';
          accepted = new Set();
          await administer('PATCH', '', { tos: published ? urls : null });
          const present = await given();
          if (present !== undefined && latest !== undefined)
            expect(DateTime.compare(present, latest)).toBe(1);
          latest = present ?? latest;
        }
        const expected = users.map((user) => (published && !accepted.has(user) ? 463 : 'ok'));
        expect(await Promise.all(users.map(answerTo))).toEqual(expected);
      }
    }),
    { numRuns: 60, examples: [replacedAtOnce(1), replacedAtOnce(-1)] },
  );
});
