import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Profile, SettingsUpdate } from '@parsec-spec/spec/stories';
import { type ExpectedAnswer, serving } from '../answers.ts';
import type { AdministrationRead } from '../calls.ts';
import type { OrganizationState } from '../state.ts';

const PROFILES: readonly Profile[] = ['ADMIN', 'STANDARD', 'OUTSIDER'];

/** The status of an organization, the list of its users, and its statistics. */
export function answerAdministrationRead(
  state: OrganizationState,
  cmd: AdministrationRead['cmd'],
): ExpectedAnswer {
  const { requirement, facts } = READS[cmd](state);
  return serving({
    requirement,
    expected: { status: 200, facts: facts.map(([fact]) => fact) },
    after: () => state,
    breach: ({ facts: observed = [] }) => {
      const wrong = facts.find(([fact]) => !observed.includes(fact));
      // A status has a fact for each of its keys, also for settings whose value is not known.
      const isMore = observed.length > (cmd === 'organization_status' ? STATUS_FACTS : facts.length);
      return wrong?.[1] ?? (isMore ? requirement : undefined);
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

/** Number of the facts of a status. */
const STATUS_FACTS = 6;

const REPORTED = ['outsiders', 'archiving'] as const;

/** The requirement that a status shows a setting as it was created, updated or left by the latest update. */
function requirementOfSetting(
  { updated, links }: OrganizationState,
  name: keyof SettingsUpdate,
  change: RequirementId = 'organization_update/changes-what-is-named',
): RequirementId {
  if (updated !== null) return updated.includes(name) ? change : 'organization_update/keeps-what-is-absent';
  return links > 1 ? 'organization_create/created-is-replaced' : 'organization_create/visible-as-created';
}

const READS: Readonly<Record<AdministrationRead['cmd'], Read>> = {
  organization_status: (state) => {
    const { phase, expired, limit, tos, reported } = state;
    const terms = tos === null ? 'organization_update/terms-removed' : 'organization_update/terms-set';
    return {
      requirement: 'organization_status/exact-keys',
      facts: [
        [`is_bootstrapped ${phase === 'bootstrapped'}`, 'organization_bootstrap/reported-bootstrapped'],
        [`is_expired ${expired}`, requirementOfSetting(state, 'expired')],
        [`active_users_limit ${limit}`, requirementOfSetting(state, 'limit')],
        ...REPORTED.filter((name) => name in reported).map(
          (name): Fact => [`${name} ${reported[name]}`, requirementOfSetting(state, name)],
        ),
        [`terms ${tos?.number ?? 0}`, requirementOfSetting(state, 'terms', terms)],
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
        ...['realms', 'data_size', 'metadata_size'].map(
          (name): Fact => [`${name} 0`, 'organization_stats/counts'],
        ),
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
