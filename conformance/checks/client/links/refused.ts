import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { linkPayload, type NewUser, newUser } from '../../../src/client/new-user.ts';

type Alter = (link: string, someone: NewUser) => string;
const payload =
  (text: string): Alter =>
  (link) =>
    link.replace(/p=[^&]*/, `p=${text}`);
const bin = (length: number): Alter => payload(linkPayload(new Uint8Array(length)));
const organization =
  (segment: string): Alter =>
  (link, someone) =>
    link.replace(`/${someone.organization}?`, segment);

/** Changes that put one fault into a valid link, by requirement. */
const rules: readonly (readonly [RequirementId, Readonly<Record<string, Alter>>])[] = [
  [
    'links/client-scheme',
    {
      'parsec without 3': (link) => link.replace('parsec3:', 'parsec:'),
      parsec4: (link) => link.replace('parsec3:', 'parsec4:'),
      ftp: (link) => link.replace('parsec3:', 'ftp:'),
      'http without redirect': (link) => link.replace('parsec3:', 'http:'),
      'no scheme': (link) => link.replace('parsec3://', ''),
    },
  ],
  [
    'links/client-host',
    {
      'no host': (link) => link.replace(/\/\/[^/]*\//, '///'),
      'port alone': (link) => link.replace('//127.0.0.1:', '//:'),
      'bad IPv4 address': (link) => link.replace('//127.0.0.1:', '//1270.0.1:'),
    },
  ],
  [
    'links/client-port',
    {
      'no number': (link) => link.replace(/:\d+\//, ':abc/'),
      'too large': (link) => link.replace(/:\d+\//, ':99999/'),
      negative: (link) => link.replace(/:\d+\//, ':-1/'),
      // These lead to the server if the client reads leading digits only, or 16 bits.
      'digits and a letter': (link) => link.replace(/:(\d+)\//, ':$1a/'),
      'too large by 65536': (link) =>
        link.replace(/:(\d+)\//, (_, port: string) => `:${Number(port) + 65_536}/`),
    },
  ],
  [
    'links/client-action',
    {
      'no action': (link) => link.replace('a=bootstrap_organization&', ''),
      twice: (link) => `${link}&a=bootstrap_organization`,
      unknown: (link) => link.replace('bootstrap_organization', 'dummy'),
      empty: (link) => link.replace('bootstrap_organization', ''),
    },
  ],
  [
    'links/client-payload',
    {
      'no payload': (link) => link.replace(/&p=[^&]*/, ''),
      twice: (link, { token }) => `${link}&p=${linkPayload(token)}`,
      empty: payload(''),
      padded: (link) => `${link}=`,
      'standard base64': payload(
        Buffer.from([0xc4, 16, ...new Uint8Array(16).fill(0xff)]).toString('base64'),
      ),
      'no base64': payload('<dummy>'),
      'no msgpack': payload('ZHVtbXk'),
      'an empty token': bin(0),
      '1 byte': bin(1),
      '15 bytes': bin(15),
      '17 bytes': bin(17),
      cut: payload(linkPayload(new Uint8Array(16)).slice(0, -2)),
    },
  ],
  [
    'links/client-organization',
    {
      none: organization('/?'),
      'no path': organization('?'),
      'two segments': organization('/Org/more?'),
      'trailing slash': organization('/Org/?'),
      '33 bytes': organization(`/${'x'.repeat(33)}?`),
      tilde: organization('/Or~g?'),
      space: organization('/Or%20g?'),
    },
  ],
  [
    'links/client-no-ssl',
    {
      twice: (link) => `${link}&no_ssl=true`,
      'twice, differing': (link) => `${link}&no_ssl=false`,
      'another word': (link) => link.replace('no_ssl=true', 'no_ssl=dummy'),
      'a number': (link) => link.replace('no_ssl=true', 'no_ssl=1'),
      empty: (link) => link.replace('no_ssl=true', 'no_ssl='),
    },
  ],
  [
    'links/organization-bad-utf8',
    { 'lone byte': organization('/%C0?'), 'cut letter': organization('/%E9%96?') },
  ],
];

for (const [rule, faults] of rules) {
  verifiesClient(rule, { case: 'client' }, async (judge) => {
    const someone = await newUser(judge);
    someone.answer = () => ({ reply: { status: 'invalid_bootstrap_token' } });
    for (const [fault, alter] of Object.entries(faults)) {
      const link = alter(someone.link, someone);
      judge.expect.that(link !== someone.link, 'another link', link);
      judge.expectRefused(await someone.bootstrap({ link }), `a client given a link with ${fault} (${link})`);
    }
    judge.expect.equal(someone.commands.length, 0, 'requests after bad links');
    judge.expectRefused(await someone.bootstrap(), 'the good link');
    judge.expect.equal(someone.commands[0]?.bootstrap_token, someone.token, 'token sent after the good link');
  });
}
