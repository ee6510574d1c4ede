import type { OrganizationSettings } from '../../judge/administration.ts';
import { tokenOf } from '../../judge/organization.ts';
import type { KnownState } from '../known-state.ts';
import type { ScriptStep } from '../script-context.ts';
import { callStep } from './call-step.ts';

/**
 * Creates the organization. It is repeated without an answer, because later steps need the link.
 */
export const create: ScriptStep = {
  name: 'create',
  make: (context) => ({
    send: () => context.judge.administration.create(context.organization.id, { active_users_limit: 9 }),
    expected: 200,
    after: { ...context.known, created: true, limit: 9 },
    isRepeatable: true,
    readAnswer: (answer) => {
      const { expect } = context.judge;
      const token = tokenOf(expect.text(expect.json(answer), 'bootstrap_url', answer));
      if (token === undefined) return context.judge.fail('the link has no token', 'a token', 'none', answer);
      context.judge.hide(token, 'bootstrap token');
      context.bootstrapToken = token;
    },
  }),
};

/** Changes settings in one request. `change`: the effect on the known state. */
const changeSettings = (
  name: string,
  settings: OrganizationSettings,
  change: Partial<KnownState>,
): ScriptStep => ({
  name,
  make: (context) => ({
    send: () => context.judge.administration.patch(context.organization.id, settings),
    expected: 200,
    after: {
      ...context.known,
      ...change,
      ...(settings.tos === undefined ? {} : { accepted: new Set() }),
    },
  }),
});

const terms = { en_US: 'https://example.com/terms' };

export const setLimit = changeSettings(
  'set limit and terms',
  { active_users_limit: 11, user_profile_outsider_allowed: true, tos: terms },
  { limit: 11, outsiders: true, terms },
);
export const withdrawTerms = changeSettings('withdraw the terms', { tos: null }, { terms: null });
export const forbidOutsiders = changeSettings(
  'set limit and profiles',
  { active_users_limit: null, user_profile_outsider_allowed: false },
  { limit: null, outsiders: false },
);
export const expire = callStep('expire', ({ calls }) => calls.expire(true));
export const unexpire = callStep('lift the expiry', ({ calls }) => calls.expire(false));

/** Freezes or unfreezes a user. */
export const freeze = (name: string, frozen = true): ScriptStep =>
  callStep(`${frozen ? 'freeze' : 'thaw'} ${name}`, ({ calls }) => calls.freeze(name, frozen));
