import type { Distortion } from '../core/distortion.ts';
import { bendReply, distortion } from './bend.ts';
import { as, retold } from './look.ts';

/** Rules of links, broken. */
export const linkDistortions: readonly Distortion[] = [
  distortion(
    'links/redirects',
    'a-page',
    bendReply((reply, call) => (call.target.startsWith('/redirect/') ? as(200, reply) : reply)),
  ),
  distortion(
    'links/redirection-sets-no-ssl',
    'left-out',
    bendReply((reply) => ({
      ...reply,
      headers: reply.headers.map(
        ([name, value]) =>
          [name, name === 'Location' ? value.replace(/[?&]no_ssl=true/, '') : value] as const,
      ),
    })),
  ),
  distortion(
    'links/scheme-host-organization',
    'old-scheme',
    bendReply((reply) =>
      retold(reply, (fields) =>
        'bootstrap_url' in fields
          ? { ...fields, bootstrap_url: String(fields.bootstrap_url).replace('parsec3:', 'parsec:') }
          : fields,
      ),
    ),
  ),
  distortion(
    'links/bootstrap-link',
    'another-action',
    bendReply((reply) =>
      retold(reply, (fields) =>
        'bootstrap_url' in fields
          ? {
              ...fields,
              bootstrap_url: String(fields.bootstrap_url).replace('a=bootstrap_organization', 'a=bootstrap'),
            }
          : fields,
      ),
    ),
  ),
  distortion(
    'links/default-port',
    'always-written',
    bendReply((reply) =>
      retold(reply, (fields) =>
        'bootstrap_url' in fields
          ? {
              ...fields,
              bootstrap_url: String(fields.bootstrap_url).replace(/^(parsec3:\/\/[^/:]+)\//, '$1:80/'),
            }
          : fields,
      ),
    ),
  ),
  distortion(
    'links/http-form',
    'no-redirect',
    bendReply((reply) => ({
      ...reply,
      body: typeof reply.body === 'string' ? reply.body.replace('/redirect/', '/') : reply.body,
    })),
  ),
  distortion(
    'links/http-form-tls-by-scheme',
    'with-no-ssl',
    bendReply((reply) =>
      retold(reply, (fields) =>
        'bootstrap_url' in fields
          ? {
              ...fields,
              bootstrap_url_as_http_redirection: `${fields.bootstrap_url_as_http_redirection}&no_ssl=true`,
            }
          : fields,
      ),
    ),
  ),
  distortion(
    'links/organization-percent-encoded',
    'plain',
    bendReply((reply) =>
      retold(reply, (fields) =>
        'bootstrap_url' in fields
          ? { ...fields, bootstrap_url: decodeURI(String(fields.bootstrap_url)) }
          : fields,
      ),
    ),
  ),
];
