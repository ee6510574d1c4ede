import type { Founding } from '../../people/founding.ts';
import type { Instant } from '../../wire/values.ts';
import type { Judge } from '../judge.ts';
import type { Member } from '../members.ts';

/**
 * A shared organization for enrolling and revoking users, lent to one check at a time. The members
 * below do not change.
 */
export interface SharedOrganization {
  readonly organization: string;
  readonly founding: Founding;
  /** ADMIN, the founder. */
  readonly alice: Member;
  /** Her second device. */
  readonly phone: Member;
  /** The other ADMIN. */
  readonly adam: Member;
  /** Later than every existing certificate. */
  readonly since: Instant;
}

/**
 * Runs a check in a shared organization, which is cheaper than a new one. The check enrols only
 * newcomers, dates no certificate ahead, and changes nothing that concerns the whole organization.
 */
export const withSharedOrganization = (
  judge: Judge,
  use: (office: SharedOrganization) => Promise<void>,
): Promise<void> =>
  judge.borrow(
    'office',
    async (founder) => {
      const { author: alice, founding } = await founder.bootstrapped();
      const phone = await founder.members.addDevice(alice, 'alice-phone');
      const adam = await founder.members.enrol(alice, 'adam', { profile: 'ADMIN' });
      return { organization: alice.organization, founding, alice, phone, adam };
    },
    (office) => use({ ...office, since: judge.now() }),
  );

/**
 * Runs a check with the name of an organization that was created but not bootstrapped, lent to one
 * check at a time. The check may create it again and change its settings. Its token is not passed
 * on, because another check may have replaced it.
 */
export const withUnbootstrappedOrganization = (
  judge: Judge,
  use: (id: string) => Promise<void>,
): Promise<void> =>
  judge.borrow(
    'unfounded',
    (founder) => founder.organization(),
    ({ id }) => use(id),
  );
