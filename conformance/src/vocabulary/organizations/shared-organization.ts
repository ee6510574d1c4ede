import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import type { Bootstrap } from '../../people/bootstrap.ts';
import type { Instant } from '../../wire/values.ts';

/**
 * An organization that one check at a time borrows to enrol and revoke users. These members stay
 * unchanged.
 */
export interface SharedOrganization {
  readonly organization: string;
  readonly bootstrap: Bootstrap;
  /** ADMIN, the founder. */
  readonly alice: Member;
  /** Her second device. */
  readonly phone: Member;
  /** Another ADMIN. */
  readonly adam: Member;
  /** A time after all existing certificates. */
  readonly since: Instant;
}

/**
 * Runs `use` in a borrowed organization, which is cheaper than a new one. It may enrol and change
 * only new users. It must not date a certificate in the future, and must not change settings of the
 * organization.
 */
export const withSharedOrganization = (
  judge: Judge,
  use: (organization: SharedOrganization) => Promise<void>,
): Promise<void> =>
  judge.borrow(
    'shared',
    async (founder) => {
      const { author: alice, bootstrap } = await founder.bootstrapped();
      const phone = await founder.members.addDevice(alice, 'alice-phone');
      const adam = await founder.members.enrol(alice, 'adam', { profile: 'ADMIN' });
      return { organization: alice.organization, bootstrap, alice, phone, adam };
    },
    (organization) => use({ ...organization, since: judge.now() }),
  );

/**
 * Runs `use` with the name of a borrowed organization that is created but not bootstrapped. It may
 * create the organization again and change its settings. It does not get the bootstrap token,
 * because another check may have replaced it.
 */
export const withUnbootstrappedOrganization = (
  judge: Judge,
  use: (id: string) => Promise<void>,
): Promise<void> =>
  judge.borrow(
    'not bootstrapped',
    (founder) => founder.organization(),
    ({ id }) => use(id),
  );
