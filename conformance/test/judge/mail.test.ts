import { expect, test } from 'vitest';
import { publicOrigin } from '../../src/vocabulary/observations/mail.ts';
import { linksIn } from '../../src/wire/mail.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

/** The public origin of a server that redirects to `location`. */
async function originOf(location: string): Promise<string | undefined> {
  const server = await sampleServer((_request, response) => {
    response.writeHead(302, { Location: location }).end();
  });
  let origin: string | undefined;
  await judged({
    server: await urlTarget(server.address),
    checks: [
      sampleCheck('links/redirects', {}, async (judge) => {
        origin = await publicOrigin(judge);
      }),
    ],
    seed: '1',
    run: 'abcdef',
    again: false,
    withoutPreflight: {},
  });
  await server.close();
  return origin === server.address ? 'its own address' : origin;
}

test.each([
  ['parsec3://parsec.example.com/SomeOrg?a=claim_user', 'https://parsec.example.com'],
  ['parsec3%3A//parsec.example.com%3A8080/SomeOrg?no_ssl=true', 'http://parsec.example.com:8080'],
  ['parsec3://parsec.example.com/%zz?a=claim_user', 'https://parsec.example.com'],
  ['parsec3://parsec.example.com:99999/SomeOrg?a=claim_user', 'its own address'],
  ['/', 'its own address'],
])('a redirection to %s shows the public address of a server', async (location, expected) => {
  expect(await originOf(location)).toBe(expected);
});

test('a link with malformed percent-encoding in a mail is read as it is', () => {
  const [link] = linksIn('Join: https://parsec.example.com/redirect/Org%zz?a=claim_user&p=xBA');
  expect(link).toMatchObject({ organization: 'Org%zz', action: 'claim_user', token: undefined });
});
