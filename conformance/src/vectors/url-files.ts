import type { VectorFile } from '@parsec-spec/spec/vectors';
import { encode } from '../wire/encode.ts';
import { type ExampleOrganization, exampleHost } from './example-organization.ts';
import { acceptable, hex, invalid, textFile, valid } from './vector-file.ts';

const payload = (value: unknown): string => Buffer.from(encode(value)).toString('base64url');

/**
 * The links of the example organization (LINK): to the server, to the organization, to its
 * bootstrap, and to two invitations.
 */
export function urlFiles({
  organization,
  root,
  token,
  invitations,
}: ExampleOrganization): Record<string, VectorFile> {
  const server = { host: exampleHost, port: null, ssl: true };
  const address = { ...server, organization_id: organization };
  const base = `parsec3://${exampleHost}/${organization}`;
  const local = { host: '127.0.0.1', port: 6777, ssl: false, organization_id: organization };
  const bootstrap = `a=bootstrap_organization&p=${payload(token)}`;
  const [user, device] = [invitations.user.token.bytes, invitations.device.token.bytes];
  return {
    'urls/server.json': textFile('server-url', 'The server.', [
      valid(['server', 'Without an organization.'], `parsec3://${exampleHost}`, server),
      invalid(['path', 'A server has no path.'], `parsec3://${exampleHost}/dummy`),
    ]),
    'urls/organization.json': textFile('organization-url', 'The organization, with its root verify key.', [
      valid(['organization', 'With TLS.'], `${base}?p=${payload(root.verifyKey)}`, {
        ...address,
        root_verify_key: hex(root.verifyKey),
      }),
      invalid(['no-key', 'Without a key.'], base),
    ]),
    'urls/bootstrap.json': textFile('bootstrap-url', 'Links to bootstrap the organization.', [
      valid(['token', 'The link that the administration gives.'], `${base}?${bootstrap}`, {
        ...address,
        token: hex(token),
      }),
      valid(
        ['redirection', 'Its http form.'],
        `https://${exampleHost}/redirect/${organization}?${bootstrap}`,
        {
          ...address,
          token: hex(token),
        },
      ),
      valid(
        ['spontaneous', 'Where nobody has to create it first.'],
        `parsec3://127.0.0.1:6777/${organization}?no_ssl=true&a=bootstrap_organization&p=${payload(null)}`,
        { ...local, token: null },
      ),
      acceptable(
        ['other-order', 'The parameters in another order.'],
        `${base}?${bootstrap.split('&').reverse().join('&')}`,
        {
          ...address,
          token: hex(token),
        },
      ),
      invalid(['cut', 'The last letter of the payload is missing.'], `${base}?${bootstrap.slice(0, -1)}`),
      invalid(['no-action', 'No action.'], `${base}?p=${payload(token)}`),
    ]),
    'urls/invitation.json': textFile('invitation-url', 'Links of two invitations.', [
      valid(['user', 'Dora invites a user.'], `${base}?a=claim_user&p=${payload(user)}`, {
        ...address,
        action: 'claim_user',
        token: hex(user),
      }),
      valid(['device', 'Alice invites a device of hers.'], `${base}?a=claim_device&p=${payload(device)}`, {
        ...address,
        action: 'claim_device',
        token: hex(device),
      }),
      invalid(['bootstrap', 'A bootstrap is no invitation.'], `${base}?${bootstrap}`),
    ]),
  };
}
