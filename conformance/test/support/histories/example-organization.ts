import { type OrganizationModel, organizationModel } from '../../../src/model/organization-model.ts';
import { emptyOrganization, type OrganizationState } from '../../../src/model/state.ts';

/** The email address of a user. `carl-twin` has that of `carl`. */
export const email = (user: string) => `${user.replace(/-.*/, '')}@example.com`;

/** Two ADMINs and a STANDARD user, with room for two more users. */
export const initialState: OrganizationState = {
  ...emptyOrganization,
  phase: 'bootstrapped',
  listeners: ['alice', 'bob'],
  limit: 5,
  users: new Map([
    ['alice', { email: email('alice'), profile: 'ADMIN', revoked: false, frozen: false }],
    ['adam', { email: email('adam'), profile: 'ADMIN', revoked: false, frozen: false }],
    ['bob', { email: email('bob'), profile: 'STANDARD', revoked: false, frozen: false }],
  ]),
  devices: new Map([
    ['alice-1', 'alice'],
    ['adam-1', 'adam'],
    ['bob-1', 'bob'],
  ]),
  invitations: [
    { token: 'zoe@example.com#1', type: 'USER', about: 'zoe@example.com', status: 'PENDING', events: [] },
  ],
  certificates: [{ at: 1, name: 'user alice @1' }],
};

/** The model of the organization with that initial state. */
export const model: OrganizationModel = organizationModel(initialState);
