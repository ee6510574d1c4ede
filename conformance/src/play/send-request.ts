import { type Call, calls } from '../faults/organization/client-calls.ts';
import type { TestOrganization } from '../faults/organization/test-organization.ts';
import type { Judge } from '../judge/judge.ts';
import type { Caller, CertificateCall, OrganizationRequest } from '../model/calls.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Instant } from '../wire/values.ts';
import type { NearMiss, NearMissContext } from './near-miss.ts';

/** Sends a request of the model to the organization. `nearMiss`: the mistake of its message. */
export const sendRequest = (
  request: OrganizationRequest,
  organization: TestOrganization,
  judge: Judge,
  nearMiss?: NearMiss,
): Promise<Exchange> => makeCall(request, organization, judge, nearMiss).send(judge);

function makeCall(
  request: OrganizationRequest,
  organization: TestOrganization,
  judge: Judge,
  nearMiss: NearMiss | undefined,
): Call {
  const at = 'at' in request && request.at !== null ? request.at : 0;
  const make = calls(organization, judge, () => organization.origin.plus(at));
  if ('move' in request) {
    const { by, move, attempt, step, half, reason } = request;
    const actor = by && organization.actor(by.user, by.device);
    const action = { move, attempt, step, half, reason };
    const given = Object.fromEntries(Object.entries(action).filter(([, value]) => value !== undefined));
    return make.greet(request, actor, { move, ...given });
  }
  switch (request.cmd) {
    case 'organization_create':
      return make.createOrganization(request);
    case 'organization_bootstrap': {
      const founder = organization.actor(request.founder.user);
      return make.bootstrap(
        founder,
        request,
        nearMiss?.changes(bootstrapContext(founder, judge, organization.origin.plus(at))),
      );
    }
    case 'organization_status':
    case 'user_list':
    case 'organization_stats':
      return make.administrationRead(request.cmd);
    case 'organization_expire':
    case 'organization_unexpire':
      return make.expire(request.cmd === 'organization_expire');
    case 'organization_publish_terms':
    case 'organization_remove_terms':
      return make.setTerms(request.cmd === 'organization_publish_terms');
    case 'organization_limit':
      return make.limitUsers(request.limit);
    case 'user_freeze':
    case 'user_unfreeze':
      return make.freeze(request.user, request.cmd === 'user_freeze', request.email);
    case 'organization_update':
      return make.updateSettings(request);
    case 'invite_info':
      return make.info(request.token);
  }
  if (!('by' in request) || request.by === undefined || request.cmd === 'events_listen')
    throw new Error(`no call of a life: ${request.cmd}`);
  const actor = organization.actor(request.by.user, request.by.device);
  const changes =
    'at' in request ? nearMiss?.changes(nearMissContext(request, organization, judge)) : undefined;
  switch (request.cmd) {
    case 'user_create':
      return make.create(actor, request.user, request.profile, request.email, changes);
    case 'device_create':
      return make.addDevice(actor, request.device, changes);
    case 'user_update':
      return make.update(actor, request.user, request.profile, changes);
    case 'user_revoke':
      return make.revoke(actor, request.user, changes);
    case 'invite_new_user':
      return make.inviteUser(actor, request.email, request.mail);
    case 'invite_new_device':
      return make.inviteDevice(actor, request.mail);
    case 'invite_cancel':
    case 'invite_complete':
      return make.end(actor, request.cmd, request.token);
    case 'certificate_get':
      return make.certificates(actor, request);
    case 'tos_get':
      return make.readTerms(actor);
    case 'tos_accept':
      return make.acceptTerms(actor, request.terms, request.off);
    case 'invite_list':
    case 'organization_info':
    case 'list_frozen_users':
      return make.read(actor, request.cmd);
  }
}

function nearMissContext(
  request: CertificateCall,
  organization: TestOrganization,
  judge: Judge,
): NearMissContext {
  const { by, at } = request;
  const user = 'user' in request ? request.user : by.user;
  const email = request.cmd === 'user_create' ? request.email : undefined;
  const { person, device } = organization.actor(user, 'device' in request ? request.device : undefined);
  return {
    ...bootstrapContext({ person, device }, judge, organization.origin.plus(at)),
    author: organization.actor(by.user, by.device),
    sibling: siblingOf(organization, by),
    other: otherMember(organization, [user, by.user]) ?? judge.cast.person('mallory'),
    profile: request.cmd === 'user_create' ? request.profile : 'ADMIN',
    person: email === undefined ? person : { ...person, email },
  };
}

/** The first member who is none of these users. */
const otherMember = ({ devices }: TestOrganization, users: readonly string[]) =>
  [...devices.values()].find(({ caller }) => !users.includes(caller.user))?.person;

/** Another device of a user, which exists if the user has one. */
const siblingOf = (organization: TestOrganization, { user, device }: Caller) => {
  const others = [...organization.devices.values()].map(({ caller }) => caller);
  const other = others.find((caller) => caller.user === user && caller.device !== device);
  return organization.actor(user, other?.device ?? `${user}-tablet`).device;
};

const bootstrapContext = (
  { person, device }: Pick<NearMissContext, 'person' | 'device'>,
  judge: Judge,
  at: Instant,
): NearMissContext => ({
  stranger: judge.cast.signingKey('stranger'),
  root: judge.cast.signingKey('root'),
  person,
  device,
  author: { person, device },
  sibling: device,
  other: judge.cast.person('mallory'),
  at,
  profile: 'ADMIN',
});
