import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type Answer, serving } from '../answers.ts';
import type { AdministrationRead, Profile } from '../calls.ts';
import type { OrganizationState } from '../state.ts';

const PROFILES: readonly Profile[] = ['ADMIN', 'STANDARD', 'OUTSIDER'];

/** The status of an organization, the list of its users, and its statistics. */
export function answerAdministrationRead(state: OrganizationState, cmd: AdministrationRead['cmd']): Answer {
  const { requirement, facts } = READS[cmd](state);
  return serving({
    requirement,
    expected: { status: 200, facts: facts.map(([fact]) => fact) },
    after: () => state,
    breach: ({ facts: observed = [] }) => {
      const wrong = facts.find(([fact]) => !observed.includes(fact));
      return wrong?.[1] ?? (observed.length > facts.length ? requirement : undefined);
    },
  });
}

/** A fact that a read shows, and the requirement that it does. */
type Fact = readonly [fact: string, requirement: RequirementId];

type Read = (state: OrganizationState) => {
  /** The requirement that nothing else is shown. */
  readonly requirement: RequirementId;
  readonly facts: readonly Fact[];
};

const READS: Readonly<Record<AdministrationRead['cmd'], Read>> = {
  organization_status: ({ birth, expired, limit, tos }) => {
    const changes = 'organization_update/changes-what-is-named';
    return {
      requirement: 'organization_status/exact-keys',
      facts: [
        [`is_bootstrapped ${birth === 'bootstrapped'}`, 'organization_bootstrap/reported-bootstrapped'],
        [`is_expired ${expired}`, changes],
        [`active_users_limit ${limit}`, changes],
        [
          `terms ${tos?.number ?? 0}`,
          tos === null ? 'organization_update/terms-removed' : 'organization_update/terms-set',
        ],
      ],
    };
  },
  user_list: ({ users }) => ({
    requirement: 'user_list/active-users-only',
    facts: [...users]
      .filter(([, { revoked }]) => !revoked)
      .map(([name, { email, frozen }]) => [
        `${name} ${email}${frozen ? ' frozen' : ''}`,
        frozen ? 'user_freeze/lasts-until-unfrozen' : 'user_list/active-users-only',
      ]),
  }),
  organization_stats: ({ users }) => {
    const all = [...users.values()];
    const active = all.filter(({ revoked }) => !revoked);
    return {
      requirement: 'organization_stats/counts',
      facts: [
        [`users ${all.length}`, 'organization_stats/counts'],
        [`active_users ${active.length}`, 'organization_stats/counts'],
        ...PROFILES.map((profile): Fact => {
          const own = all.filter((user) => user.profile === profile);
          const left = own.filter(({ revoked }) => revoked).length;
          return [
            `${profile} ${own.length - left} active ${left} revoked`,
            'organization_stats/counts-by-profile',
          ];
        }),
      ],
    };
  },
};
