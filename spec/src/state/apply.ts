import type { DateTime } from '../codec/index.ts';
import { applyInvitation } from './apply-invitation.ts';
import type { Device } from './device.ts';
import type { Greeting, Invitation } from './invitation.ts';
import { absentOrganization, type Organization } from './organization.ts';
import type { NewDevice, NewUser, OrganizationBootstrapped, OrganizationRecord } from './record.ts';
import { settingsOf } from './settings.ts';
import type { CertificateKind, StoredCertificate } from './stored-certificate.ts';
import type { User } from './user.ts';

// The same shape, writable: here and nowhere else.
type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface State extends Writable<Omit<Organization, Collections>> {
  users: Map<string, User>;
  devices: Map<string, Device>;
  common_certificates: StoredCertificate[];
  sequester_certificates: StoredCertificate[];
  invitations: Map<string, Invitation>;
  greetings: Map<string, Greeting>;
}
type Collections =
  | 'users'
  | 'devices'
  | 'common_certificates'
  | 'sequester_certificates'
  | 'invitations'
  | 'greetings';

/** Takes in what happened, in place: deterministic, without a clock, and the only writer of a state (ARCHITECTURE.md). */
export function apply(organization: Organization, record: OrganizationRecord): void {
  const state = organization as State;
  state.version += 1;
  switch (record.record) {
    case 'organization_created':
      Object.assign(state, absentOrganization(state.organization_id), {
        version: state.version,
        creation: { created_on: record.at, bootstrap_token: record.bootstrap_token },
        settings: settingsOf(record.settings),
        last_terms: record.settings.tos?.updated_on ?? state.last_terms,
      });
      return;
    case 'organization_updated': {
      const { record: _, at: __, ...changed } = record;
      state.settings = settingsOf({ ...state.settings, ...changed });
      state.last_terms = record.tos?.updated_on ?? state.last_terms;
      return;
    }
    case 'organization_bootstrapped':
      return bootstrap(state, record);
    case 'user_created':
      return addUser(state, record);
    case 'device_created':
      return addDevice(state, record);
    case 'user_updated':
      change(state, record.user_id.hex, { profile: record.profile });
      return addCertificate(state, record.timestamp, 'user_update');
    case 'user_revoked':
      change(state, record.user_id.hex, { revoked_on: record.timestamp });
      return addCertificate(state, record.timestamp, 'revoked_user');
    case 'user_frozen':
      return change(state, record.user_id.hex, { frozen: record.frozen });
    case 'tos_accepted':
      return change(state, record.user_id.hex, { tos_accepted_on: record.at });
    case 'invitation_opened':
    case 'invitation_ended':
    case 'greeting_moved':
      return applyInvitation(state, record);
  }
}

function bootstrap(state: State, record: OrganizationBootstrapped): void {
  state.bootstrap = { bootstrapped_on: record.at, root_verify_key: record.root_verify_key };
  addUser(state, record);
  const { timestamp, sequester_authority_certificate: authority } = record;
  if (authority !== null)
    state.sequester_certificates.push({ timestamp, version: state.version, kind: 'sequester_authority' });
}

function addUser(state: State, record: NewUser): void {
  const { timestamp, user_id, human_handle, profile } = record;
  state.users.set(user_id.hex, {
    user_id,
    human_handle,
    profile,
    frozen: false,
    revoked_on: null,
    tos_accepted_on: null,
  });
  addCertificate(state, timestamp, 'user');
  addDevice(state, record);
}

function addDevice(state: State, record: NewDevice): void {
  const { timestamp, user_id, device_id, verify_key } = record;
  state.devices.set(device_id.hex, { device_id, user_id, verify_key });
  addCertificate(state, timestamp, 'device');
}

function addCertificate(state: State, timestamp: DateTime, kind: CertificateKind): void {
  state.common_certificates.push({ timestamp, version: state.version, kind });
}

function change(state: State, user: string, changed: Partial<User>): void {
  const before = state.users.get(user);
  if (before !== undefined) state.users.set(user, { ...before, ...changed });
}
