import type { OrganizationOutcome, OrganizationRequest } from '../organization/request.ts';
import type { Company } from './company.ts';

/** What one client was told the others may use. */
export function learn(company: Company, request: OrganizationRequest, outcome: OrganizationOutcome): void {
  const { status, token, attempt, invitations = [] } = outcome;
  if (request.cmd === 'user_freeze' && status === 200) company.frozen.add(request.user);
  if (request.cmd === 'user_unfreeze') company.frozen.delete(request.user);
  if (request.cmd === 'organization_expire') company.expired = true;
  if (request.cmd === 'organization_unexpire') company.expired = false;
  if (status !== 'ok' && status !== 'not_ready') return;
  if (token !== undefined) company.metToken(token, true);
  for (const one of invitations) company.metToken(one.token, one.status === 'PENDING');
  if (request.cmd === 'invite_cancel' || request.cmd === 'invite_complete')
    company.metToken(request.token, false);
  if (request.cmd === 'user_create') company.devices.set(request.device, company.place(request.user));
  if (request.cmd === 'device_create')
    company.devices.set(request.device, company.place(request.by.user, request.device));
  if (!('move' in request)) return;
  if (attempt !== undefined) company.metAttempt(request, attempt);
  if (status === 'ok' && request.move === 'step') company.wentOn(request.attempt ?? '', request.step ?? 0);
}
