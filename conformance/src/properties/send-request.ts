import type { Judge } from '../case/judge.ts';
import { calls } from '../faults/organization/calls.ts';
import type { TestOrganization } from '../faults/organization/test-organization.ts';
import type { OrganizationRequest } from '../model/calls.ts';
import type { Exchange } from '../wire/exchange.ts';

/** Sends a request of the model to the organization. */
export function sendRequest(
  request: OrganizationRequest,
  organization: TestOrganization,
  judge: Judge,
): Promise<Exchange> {
  return makeCall(request, organization, judge).send(judge);
}

function makeCall(request: OrganizationRequest, organization: TestOrganization, judge: Judge) {
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
    case 'organization_expire':
    case 'organization_unexpire':
      return make.expire(request.cmd === 'organization_expire');
    case 'user_freeze':
    case 'user_unfreeze':
      return make.freeze(request.user, request.cmd === 'user_freeze');
    case 'invite_info':
      return make.info(request.token);
  }
  if (!('by' in request)) throw new Error(`no call of a life: ${request.cmd}`);
  const actor = organization.actor(request.by.user, request.by.device);
  switch (request.cmd) {
    case 'user_create':
      return make.create(actor, request.user, request.profile, request.email);
    case 'device_create':
      return make.addDevice(actor, request.device);
    case 'user_update':
      return make.update(actor, request.user, request.profile);
    case 'user_revoke':
      return make.revoke(actor, request.user);
    case 'invite_new_user':
      return make.inviteUser(actor, request.email);
    case 'invite_new_device':
      return make.inviteDevice(actor);
    case 'invite_cancel':
    case 'invite_complete':
      return make.end(actor, request.cmd, request.token);
    case 'certificate_get':
      return make.certificates(actor);
    case 'invite_list':
    case 'organization_info':
      return make.read(actor, request.cmd);
  }
}
