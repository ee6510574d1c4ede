import type { OrganizationSettings } from '../../case/administration.ts';
import { tokenOf } from '../../case/organization.ts';
import { type Known, userOf, withUser } from '../known-state.ts';
import type { Step } from '../script-context.ts';

/**
 * The host creates the organization. Every later step needs the bootstrap link, so the creation is
 * repeated if no answer arrived.
 */
export const create: Step = {
  name: 'create',
  make: (life) => ({
    send: () => life.judge.administration.create(life.known.id, { active_users_limit: 9 }),
    comesTo: 200,
    after: { ...life.known, created: true, limit: 9 },
    again: true,
    hear: (answer) => {
      const { expect } = life.judge;
      const token = tokenOf(expect.text(expect.json(answer), 'bootstrap_url', answer));
      if (token === undefined) return life.judge.fail('no token in the link', 'a token', 'none', answer);
      life.judge.hide(token, 'bootstrap token');
      life.bootstrapToken = token;
    },
  }),
};

/** The host changes settings, several of them in one request. */
const setting = (name: string, settings: OrganizationSettings, change: Partial<Known>): Step => ({
  name,
  make: (life) => ({
    send: () => life.judge.administration.patch(life.known.id, settings),
    comesTo: 200,
    after: {
      ...life.known,
      ...change,
      ...(settings.tos === undefined
        ? {}
        : { users: life.known.users.map((user) => ({ ...user, agreed: false })) }),
    },
  }),
});

const terms = { en_US: 'https://example.com/terms' };

export const limit = setting(
  'set limit and terms',
  { active_users_limit: 11, user_profile_outsider_allowed: true, tos: terms },
  { limit: 11, outsiders: true, terms },
);
export const noTerms = setting('withdraw the terms', { tos: null }, { terms: null });
export const noOutsiders = setting(
  'set limit and profiles',
  { active_users_limit: null, user_profile_outsider_allowed: false },
  { limit: null, outsiders: false },
);
export const expire = setting('expire', { is_expired: true }, { expired: true });
export const revive = setting('lift the expiry', { is_expired: false }, { expired: false });

/** The host freezes or unfreezes a user. */
export const freeze = (name: string, frozen = true): Step => ({
  name: `${frozen ? 'freeze' : 'thaw'} ${name}`,
  make: (life) => ({
    send: () =>
      life.judge.administration.freeze(life.known.id, {
        frozen,
        user_email: userOf(life.known, name).person.email,
      }),
    comesTo: 200,
    after: withUser(life.known, name, { frozen }),
  }),
});
