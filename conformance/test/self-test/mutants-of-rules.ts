import {
  type ClientRuleId,
  type ClientRules,
  clientRuleIds,
  clientRules,
  majorOf,
} from '@parsec-spec/spec/client-rules';
import { DateTime } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { altered, type MutantClient, mutantClient, without } from './mutant-client.ts';

/** Rules that another rule also keeps, so that a client which leaves out one alone is right. */
const keptTwice: Partial<Record<ClientRuleId, readonly ClientRuleId[]>> = {
  // Its author is in the history, so it is also older than the newest certificate.
  'client-certificates/author-older': ['client-certificates/time-never-goes-back'],
};

/** A client without the rules of one requirement, for each requirement. */
const leftOut: readonly MutantClient[] = clientRuleIds.map((id) =>
  mutantClient(id, 'left-out', { options: without(id, ...(keptTwice[id] ?? [])) }),
);

type Facts = Parameters<(typeof clientRules)['client-certificates/author-is-admin']>[0];
type Verdict = ReturnType<NonNullable<ClientRules['client-certificates/author-is-admin']>>;

/** Does not ask one of the rules about certificates for some of them. */
const passing = <Id extends ClientRuleId>(
  id: Id & keyof typeof clientRules,
  how: string,
  isPassed: (facts: Facts) => boolean,
): MutantClient => {
  const right = clientRules[id] as (facts: Facts) => Verdict;
  return altered(id, how, {
    [id]: (facts: Facts) => isPassed(facts) || right(facts),
  } as Partial<ClientRules>);
};

const isDevice = ({ certificate: { type } }: Facts) => type === 'device_certificate';
const isUser = ({ certificate: { type } }: Facts) => type === 'user_certificate';
const isChange = (facts: Facts) => !isDevice(facts) && !isUser(facts);
const isFirst = (facts: Facts) => isDevice(facts) && facts.user?.hasDevice === false;
const isAuthority = ({ certificate: { type } }: Facts) => type === 'sequester_authority_certificate';
const isOfLatestTime = ({ view: { latest }, certificate: { timestamp } }: Facts) =>
  latest?.equals(timestamp) === true;

const ofCertificates: readonly MutantClient[] = [
  passing('client-certificates/author-is-admin', 'users-by-anyone', isUser),
  passing(
    'client-certificates/author-is-admin',
    'users-by-outsiders',
    (facts) => isUser(facts) && facts.author?.profile === 'OUTSIDER',
  ),
  passing('client-certificates/author-is-admin', 'changes-by-anyone', isChange),
  passing(
    'client-certificates/author-is-admin',
    'devices-for-others',
    (facts) => isDevice(facts) && !isFirst(facts),
  ),
  passing('client-certificates/author-is-admin', 'first-device-by-anyone', isFirst),
  altered('client-certificates/author-is-admin', 'first-profile-for-ever', {
    'client-trust/shows-certified-profiles': () => 'ADMIN',
  }),
  passing('client-certificates/ids-unique', 'users', isUser),
  passing('client-certificates/ids-unique', 'devices', isDevice),
  passing(
    'client-certificates/not-about-oneself',
    'revoked_user',
    ({ certificate }) => certificate.type === 'revoked_user_certificate',
  ),
  passing(
    'client-certificates/not-about-oneself',
    'user_update',
    ({ certificate }) => certificate.type === 'user_update_certificate',
  ),
  altered('client-certificates/outsider-switch-refetches', 'only-to', {
    'client-certificates/outsider-switch-refetches': (before, now) =>
      now === 'OUTSIDER' && before !== 'OUTSIDER',
  }),
  altered('client-certificates/outsider-switch-refetches', 'only-from', {
    'client-certificates/outsider-switch-refetches': (before, now) =>
      now !== 'OUTSIDER' && before === 'OUTSIDER',
  }),
  altered('client-certificates/redacted-accepted', 'refused', {
    'client-certificates/revoked-once': (facts) => {
      const isRedacted = 'human_handle' in facts.certificate && facts.certificate.human_handle === null;
      return isRedacted ? 'user-revoked' : clientRules['client-certificates/revoked-once'](facts);
    },
  }),
  passing(
    'client-certificates/root-signs-bootstrap-only',
    'later-users',
    (facts) => isUser(facts) && facts.view.users.size > 0,
  ),
  passing(
    'client-certificates/root-signs-bootstrap-only',
    'later-devices',
    (facts) => isDevice(facts) && !isFirst(facts),
  ),
  passing(
    'client-certificates/root-signs-bootstrap-only',
    'authority-of-any-time',
    (facts) => isUser(facts) && facts.view.users.size === 0,
  ),
  passing(
    'client-certificates/root-signs-bootstrap-only',
    'later-authority',
    (facts) => isAuthority(facts) && facts.view.sequesteredOn === undefined,
  ),
  passing(
    'client-certificates/root-signs-bootstrap-only',
    'second-authority',
    (facts) => isAuthority(facts) && facts.view.sequesteredOn !== undefined,
  ),
  mutantClient('client-certificates/root-signs-bootstrap-only', 'two-timestamps', {
    options: (given) => ({
      ...given,
      altered: {
        'client-certificates/root-signs-bootstrap-only': (facts) =>
          isFirst(facts) || clientRules['client-certificates/root-signs-bootstrap-only'](facts),
        'client-certificates/author-is-admin': (facts) =>
          (isFirst(facts) && facts.isRootSigned) || clientRules['client-certificates/author-is-admin'](facts),
      },
    }),
  }),
  passing(
    'client-certificates/signatures-verified',
    'own-organization-trusted',
    ({ isRootSigned }) => !isRootSigned,
  ),
  passing('client-certificates/signatures-verified', 'root-trusted', ({ isRootSigned }) => isRootSigned),
  passing('client-certificates/time-never-goes-back', 'users', isUser),
  passing(
    'client-certificates/time-never-goes-back',
    'users-at-the-same-time',
    (facts) => isUser(facts) && isOfLatestTime(facts),
  ),
  passing(
    'client-certificates/time-never-goes-back',
    'devices',
    (facts) => isDevice(facts) && !isFirst(facts),
  ),
  passing(
    'client-certificates/time-never-goes-back',
    'devices-at-the-same-time',
    (facts) => isDevice(facts) && !isFirst(facts) && isOfLatestTime(facts),
  ),
  passing('client-certificates/time-never-goes-back', 'first-devices', isFirst),
  passing('client-certificates/time-never-goes-back', 'changes', isChange),
  passing(
    'client-certificates/time-never-goes-back',
    'changes-at-the-same-time',
    (facts) => isChange(facts) && isOfLatestTime(facts),
  ),
];

/** Takes the certificates before one that cannot be read. */
const unreadablePassedOver = (
  [
    'device_certificate',
    'user_update_certificate',
    'revoked_user_certificate',
    'sequester_authority_certificate',
  ] as const
).map((type) =>
  altered(`${type}/fields`, 'unreadable-passed-over', {
    'client-certificates/batch-refused-whole': (first) => (first === 'unreadable' ? undefined : first),
  }),
);

type Creation = (typeof clientRules)['client-certificates/creation-is-coherent'];
const rightCreation = clientRules['client-certificates/creation-is-coherent'];

/** Alters the certificates of a new user or device. */
const creating = (
  requirement: RequirementId,
  how: string,
  alter: (content: ReturnType<Creation>, ...asked: Parameters<Creation>) => object,
): MutantClient =>
  altered(requirement, how, {
    'client-certificates/creation-is-coherent': (by, newcomer) => {
      const content = rightCreation(by, newcomer);
      return { ...content, ...alter(content, by, newcomer) };
    },
  });

const isBootstrap = ({ author }: Parameters<Creation>[0]) => author === null;

/** Dates a certificate a day earlier. */
const dayBefore = ({ micros }: DateTime) => DateTime.of(micros - 86_400_000_000n);

const ofWrittenCertificates: readonly MutantClient[] = [
  creating('client-certificates/creation-is-coherent', 'root-as-author', ({ user, device }) =>
    user === undefined ? {} : { user: { ...user, author: null }, device: { ...device, author: null } },
  ),
  creating('client-certificates/creation-is-coherent', 'another-key-of-the-user', ({ user, device }, by) =>
    user === undefined || isBootstrap(by) ? {} : { user: { ...user, public_key: device.verify_key } },
  ),
  creating('client-certificates/creation-is-coherent', 'one-key-for-all-devices', ({ user, device }) =>
    user === undefined ? { device: { ...device, verify_key: new Uint8Array(32).fill(88) } } : {},
  ),
  creating('client-certificates/creation-is-coherent', 'always-standard', ({ user }, by) =>
    user === undefined || isBootstrap(by) ? {} : { user: { ...user, profile: 'STANDARD' } },
  ),
  creating('client-certificates/creation-is-coherent', 'two-users', ({ user, device }, by) =>
    user === undefined || isBootstrap(by) ? {} : { device: { ...device, user_id: device.device_id } },
  ),
  altered('client-certificates/revocation-is-coherent', 'another-user', {
    'client-certificates/revocation-is-coherent': (by) =>
      clientRules['client-certificates/revocation-is-coherent'](by, by.author),
  }),
  altered('client-certificates/revocation-is-coherent', 'dated-a-day-ago', {
    'client-certificates/revocation-is-coherent': ({ author, timestamp }, userId) =>
      clientRules['client-certificates/revocation-is-coherent'](
        { author, timestamp: dayBefore(timestamp) },
        userId,
      ),
  }),
  altered('organization_bootstrap/client-request-is-coherent', 'redacted-in-full', {
    'client-certificates/redacted-hides-names': (certificate) => certificate,
  }),
  creating('organization_bootstrap/client-request-is-coherent', 'device-dated-later', ({ device }) => ({
    device: { ...device, timestamp: device.timestamp.plus(1n) },
  })),
  creating('organization_bootstrap/client-request-is-coherent', 'standard-founder', ({ user }) =>
    user === undefined ? {} : { user: { ...user, profile: 'STANDARD' } },
  ),
  creating('user_certificate/fields', 'redacted-handle-for-all', ({ user }) =>
    user === undefined ? {} : { user: { ...user, human_handle: null } },
  ),
  creating('device_certificate/fields', 'no-label-written', ({ device }) => ({
    device: { ...device, device_label: null },
  })),
  creating('encoding/enumerations-upper-case', 'lower-case-profile', ({ user }) =>
    user === undefined ? {} : { user: { ...user, profile: user.profile.toLowerCase() } },
  ),
  creating('encoding/handle-is-a-pair', 'a-map', ({ user }) =>
    user === undefined
      ? {}
      : { user: { ...user, human_handle: { email: user.human_handle?.[0], label: user.human_handle?.[1] } } },
  ),
];

const ofTrust: readonly MutantClient[] = [
  altered('client-trust/refetched-history-is-whole', 'same-end', {
    'client-trust/refetched-history-is-whole': (dropped, fetched) =>
      dropped.at(-1) === fetched.at(-1) || 'history-shortened',
  }),
  altered('client-trust/own-keys', 'any-key-of-the-user', {
    'client-trust/own-keys': (facts) =>
      clientRules['client-trust/own-keys']({
        ...facts,
        publicKey: facts.user?.publicKey ?? facts.publicKey,
      }),
  }),
  altered('client-trust/own-keys', 'any-key-of-the-device', {
    'client-trust/own-keys': (facts) =>
      clientRules['client-trust/own-keys']({
        ...facts,
        verifyKey: facts.device?.verifyKey ?? facts.verifyKey,
      }),
  }),
  altered('client-trust/shows-certified-profiles', 'always-standard', {
    'client-trust/shows-certified-profiles': () => 'STANDARD',
  }),
];

const ofTransport: readonly MutantClient[] = [
  altered('client-trust/any-minor-version', 'only-its-own', {
    'client-trust/foreign-version-refused': (version) => version === API_VERSION,
  }),
  altered('client-trust/foreign-version-refused', 'newer-only', {
    'client-trust/foreign-version-refused': (version) => majorOf(version) <= majorOf(API_VERSION),
  }),
  altered('client-trust/foreign-version-refused', 'newer-taken', {
    'client-trust/foreign-version-refused': (version) => majorOf(version) >= majorOf(API_VERSION),
  }),
  altered('terms-of-service/client-links-web-addresses-only', 'no-javascript-in-lower-case', {
    'terms-of-service/client-links-web-addresses-only': (address) => !address.startsWith('javascript:'),
  }),
];

/** Reference clients that leave out or alter a rule of the specification. */
export const mutantsOfRules: readonly MutantClient[] = [
  ...leftOut,
  ...ofCertificates,
  ...unreadablePassedOver,
  ...ofWrittenCertificates,
  ...ofTrust,
  ...ofTransport,
];
