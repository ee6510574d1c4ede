import type { RequirementId } from '@parsec-spec/spec/requirements';
import { linkPayload } from '../../src/played-server/misbehaviours/links.ts';
import { changedInTransit, type MutantClient, mutantClient } from './mutant-client.ts';

/** A mutant that reads another link than it is given. An empty link is refused. */
const reading = (requirement: RequirementId, how: string, read: (link: string) => string): MutantClient =>
  mutantClient(requirement, how, {
    acts: (session) => ({
      ...session,
      bootstrap: (input) => session.bootstrap({ ...input, link: read(input.link) }),
      claim: (input) => session.claim({ ...input, link: read(input.link) }),
    }),
  });

const REFUSED = '';
const refusedIf = (isRefused: (link: string) => boolean) => (link: string) =>
  isRefused(link) ? REFUSED : link;

const parametersOf = (link: string): readonly string[] => (link.split('?')[1] ?? '').split('&');
const namesOf = (link: string): readonly string[] =>
  parametersOf(link).map((each) => each.split('=')[0] ?? '');
const tokenOf = (link: string): string => /[?&]p=([^&]*)/.exec(link)?.[1] ?? '';
const withToken = (link: string, token: Uint8Array): string =>
  link.replace(/([?&]p=)[^&]*/, (_, name) => `${name}${linkPayload(token)}`);

const zeros = new Uint8Array(16);

/** Reads a name as an organization that has this name in the path of a link. */
const organizationOf = (link: string): string =>
  /^[^:]*:\/\/[^/]*\/(?:redirect\/)?([^?]*)/.exec(link)?.[1] ?? '';

/** The decoded organization of a link, or undefined if it is not UTF-8. */
function organizationText(link: string): string | undefined {
  try {
    return decodeURIComponent(organizationOf(link));
  } catch {
    return undefined;
  }
}

/** A mutant that takes another organization than that of the link. */
const naming = (
  requirement: RequirementId,
  how: string,
  name: (organization: string) => string,
): MutantClient =>
  reading(requirement, how, (link) => {
    const text = organizationText(link);
    return text === undefined || name(text) === text
      ? link
      : link.replace(organizationOf(link), encodeURIComponent(name(text)));
  });

/** Reference clients that each read a link otherwise than the specification says. */
export const mutantsOfLinks: readonly MutantClient[] = [
  reading('links/bootstrap-link', 'token-in-hex', (link) =>
    withToken(link, Buffer.from(tokenOf(link).slice(0, 16))),
  ),
  reading(
    'links/bootstrap-link-without-token',
    'refused',
    refusedIf((link) => tokenOf(link) === 'wA'),
  ),
  reading('links/bootstrap-link-without-token', 'token-of-zeros', (link) =>
    tokenOf(link) === 'wA' ? withToken(link, zeros) : link,
  ),
  reading('links/client-action', 'any-action', (link) =>
    link.replace(/([?&]a=)[^&]*/, '$1bootstrap_organization'),
  ),
  reading('links/client-action', 'first-of-two', (link) => {
    const second = link.slice(link.search(/[?&]a=/) + 1).search(/&a=/);
    return second === -1 ? link : link.replace(/([?&]a=.*?)&a=[^&]*/, '$1');
  }),
  reading('links/client-action', 'absent', (link) =>
    namesOf(link).includes('a') ? link : `${link}&a=bootstrap_organization`,
  ),
  reading('links/client-host', 'own-machine', (link) => link.replace(/:\/\/(?=[:/])/, '://127.0.0.1')),
  reading('links/client-organization', 'first-segment', (link) =>
    link.replace(organizationOf(link), (path) => path.split('/')[0] ?? ''),
  ),
  reading('links/client-organization', 'default-name', (link) =>
    organizationOf(link) === '' ? link.replace(/(:\/\/[^/?]*)\/?(?=\?|$)/, '$1/Org') : link,
  ),
  reading('links/client-payload', 'any-size', (link) => {
    const value = Buffer.from(tokenOf(link), 'base64url');
    return value.length > 2 && value[0] === 0xc4 && value[1] !== 16 ? withToken(link, zeros) : link;
  }),
  reading('links/client-payload', 'stray-characters', (link) =>
    link.replace(tokenOf(link), (token) => token.replace(/[^\w-]/g, '')),
  ),
  reading('links/client-port', 'leading-digits', (link) => link.replace(/:(\d+)[a-z]\//, ':$1/')),
  reading('links/client-port', 'sixteen-bits', (link) =>
    link.replace(/:(\d+)\//, (_, port) => `:${Number(port) % 65_536}/`),
  ),
  reading('links/client-no-ssl', 'last-counts', (link) => {
    const values = parametersOf(link).filter((each) => each.startsWith('no_ssl='));
    return values.length > 1 ? link.replace(`${values[0]}&`, '') : link;
  }),
  reading(
    'links/client-no-ssl',
    'case-matters',
    refusedIf((link) => /no_ssl=[a-z]*[A-Z]/.test(link)),
  ),
  reading(
    'links/client-unknown-parameters',
    'refused',
    refusedIf((link) => namesOf(link).some((name) => !['a', 'p', 'no_ssl'].includes(name))),
  ),
  reading(
    'links/client-white-space',
    'refused-around',
    refusedIf((link) => link !== link.trim()),
  ),
  reading(
    'links/client-white-space',
    'refused-inside',
    refusedIf((link) => /\s/.test(link.trim())),
  ),
  reading(
    'links/http-form',
    'refused',
    refusedIf((link) => link.startsWith('http:')),
  ),
  reading(
    'links/invitation-link',
    'devices-only',
    refusedIf((link) => link.includes('a=claim_user')),
  ),
  reading(
    'links/invitation-link',
    'users-only',
    refusedIf((link) => link.includes('a=claim_device')),
  ),
  reading('links/invitation-link', 'any-action', (link) =>
    link.replace(/([?&]a=)(?!claim_)[^&]*/, '$1claim_user'),
  ),
  reading('links/organization-bad-utf8', 'replaced', (link) =>
    organizationText(link) === undefined ? link.replace(organizationOf(link), 'Org') : link,
  ),
  reading(
    'links/scheme-host-organization',
    'fixed-order',
    refusedIf((link) => namesOf(link).indexOf('p') < namesOf(link).indexOf('a')),
  ),
  ...(['latin-1', 'decomposed'] as const).map((how) =>
    changedInTransit('links/organization-percent-encoded', how, () => ({
      request: ({ url }) => {
        const [, base = '', path = ''] = /^(https?:\/\/[^/]*)(.*)$/.exec(url) ?? [];
        const text = decodeURIComponent(path);
        return { url: `${base}${how === 'latin-1' ? escape(text) : encodeURI(text.normalize('NFD'))}` };
      },
    })),
  ),
  naming('types/organization-id-accepted', 'at-most-31-bytes', (name) =>
    Buffer.byteLength(name) > 31 ? '~' : name,
  ),
  naming('types/organization-id-accepted', 'ascii', (name) => (/^[\w-]*$/.test(name) ? name : '~')),
  naming('types/organization-id-characters', 'with-a-dot', (name) => name.replaceAll('.', '_')),
  naming('types/organization-id-characters', 'with-a-blank', (name) => name.replaceAll(' ', '_')),
  naming('types/organization-id-length', 'any-length', (name) =>
    Buffer.byteLength(name) > 32 ? 'Org' : name,
  ),
  naming('types/organization-id-length', 'letters-counted', (name) =>
    Buffer.byteLength(name) > 32 && name.length <= 32 ? 'Org' : name,
  ),
];
