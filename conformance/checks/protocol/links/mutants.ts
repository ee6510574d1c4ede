import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeBootstrapUrl, isCreation } from '../../../self-test/kit/administration-json.ts';
import { changeFields, withStatus } from '../../../self-test/kit/calls.ts';
import { changeMail, changesLinks, changeWithMail } from '../../../self-test/kit/mail.ts';
import { changeReply, headerOf, mutant } from '../../../self-test/kit/mutant.ts';

/** Mutants of the requirements of `links`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeMail(
    'links/invitation-link',
    'another-action',
    changesLinks((text) => text.replaceAll(/claim_(?:user|device)/g, 'claim')),
  ),
  changeWithMail('links/mail-links-from-configured-address', 'from-the-request', () => ({ host: '' }), {
    wrap: (memory) => (handle) => (call) => {
      memory.host = headerOf(call, 'host') ?? memory.host;
      return handle(call);
    },
    mail: (memory) =>
      changesLinks((text) => text.replaceAll(/(https?:\/\/)[^/]+(?=\/redirect\/)/g, `$1${memory.host}`))(),
  }),
  mutant(
    'links/redirects',
    'a-page',
    changeReply((reply, call) => (call.target.startsWith('/redirect/') ? withStatus(200, reply) : reply)),
  ),
  mutant(
    'links/redirection-sets-no-ssl',
    'left-out',
    changeReply((reply) => ({
      ...reply,
      headers: reply.headers.map(
        ([name, value]) =>
          [name, name === 'Location' ? value.replace(/[?&]no_ssl=true/, '') : value] as const,
      ),
    })),
  ),
  mutant(
    'links/scheme-host-organization',
    'old-scheme',
    changeBootstrapUrl((url) => url.replace('parsec3:', 'parsec:')),
  ),
  mutant(
    'links/bootstrap-link',
    'another-action',
    changeBootstrapUrl((url) => url.replace('a=bootstrap_organization', 'a=bootstrap')),
  ),
  mutant(
    'links/bootstrap-link',
    'the-other-base64',
    changeReply((reply, call) =>
      isCreation(call)
        ? changeFields(reply, (fields) =>
            Object.fromEntries(
              Object.entries(fields).map(([name, link]) => [
                name,
                String(link).replace(/(?<=[?&]p=)[\w-]+/, (payload) =>
                  Buffer.from(payload, 'base64url').toString('base64'),
                ),
              ]),
            ),
          )
        : reply,
    ),
  ),
  mutant(
    'links/default-port',
    'always-written',
    changeBootstrapUrl((url) => url.replace(/^(parsec3:\/\/[^/:]+)\//, '$1:80/')),
  ),
  mutant(
    'links/http-form',
    'no-redirect',
    changeReply((reply) => ({
      ...reply,
      body: typeof reply.body === 'string' ? reply.body.replace('/redirect/', '/') : reply.body,
    })),
  ),
  mutant(
    'links/http-form-tls-by-scheme',
    'with-no-ssl',
    changeReply((reply) =>
      changeFields(reply, (fields) =>
        'bootstrap_url' in fields
          ? {
              ...fields,
              bootstrap_url_as_http_redirection: `${fields.bootstrap_url_as_http_redirection}&no_ssl=true`,
            }
          : fields,
      ),
    ),
  ),
  mutant('links/organization-percent-encoded', 'plain', changeBootstrapUrl(decodeURI)),
];
