import { encode } from '@parsec-spec/spec/codec';
import { Organization } from '../load/organizations.ts';
import { creation, info, listening } from '../load/requests.ts';
import { type Request, takenApart } from './request.ts';

const json = [
  ['Host', '127.0.0.1'],
  ['Authorization', 'Bearer s3cr3t'],
  ['Content-Type', 'application/json'],
] as const;

/** Valid requests of every kind, to be altered: commands of all families, the administration, streams, pages. */
export async function templates(port: number, run: string): Promise<readonly Request[]> {
  const [organization] = await Organization.founded(port, `${run}-t`, 1);
  const [fresh] = await Organization.created(port, `${run}-u`, 1);
  if (organization === undefined || fresh === undefined) throw new Error('nothing was founded');
  const { name, admin } = organization;
  const call = takenApart(info(name, admin));
  const command = (cmd: string, fields: object = {}): Request => ({
    ...call,
    body: Buffer.from(encode({ cmd, ...fields })),
  });
  const stream = takenApart(listening(name, admin));
  const anonymous = { ...takenApart(fresh.founding) };
  const administration = (method: string, target: string, body = ''): Request => ({
    method,
    target,
    headers: json,
    body: Buffer.from(body),
  });
  const token = 'ab'.repeat(16);
  return [
    call,
    takenApart(organization.enrolment()),
    anonymous,
    command('certificate_get', {
      common_after: null,
      realm_after: {},
      sequester_after: null,
      shamir_recovery_after: null,
    }),
    command('invite_new_user', { claimer_email: 'zoe@example.com', send_email: false }),
    command('invite_new_device', { send_email: false }),
    command('invite_list'),
    command('invite_greeter_start_greeting_attempt', { token: Buffer.from(token, 'hex') }),
    command('list_frozen_users'),
    { ...command('tos_get'), target: `${call.target}/tos` },
    {
      ...command('invite_info'),
      target: `/invited/${name}`,
      headers: call.headers.map(
        ([key, old]) => [key, key === 'Authorization' ? `Bearer ${token}` : old] as const,
      ),
    },
    { ...anonymous, target: '/anonymous_server', body: Buffer.from(encode({ cmd: 'server_config' })) },
    // a stream that opened would not end: its token is not right
    {
      ...stream,
      headers: stream.headers.map(
        ([key, old]) => [key, key === 'Authorization' ? old.slice(0, -6) : old] as const,
      ),
    },
    takenApart(creation(`${run}-c`)),
    administration('GET', `/administration/organizations/${name}`),
    administration(
      'PATCH',
      `/administration/organizations/${name}`,
      '{"user_profile_outsider_allowed":true}',
    ),
    administration('GET', `/administration/organizations/${name}/users`),
    administration(
      'POST',
      `/administration/organizations/${name}/users/freeze`,
      '{"user_email":"nobody@example.com","frozen":true}',
    ),
    administration('GET', '/administration/stats?format=json'),
    administration('GET', `/redirect/${name}?a=claim_user&p=xBA`),
    administration('OPTIONS', call.target),
  ];
}
