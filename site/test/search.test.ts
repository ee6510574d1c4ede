import { synonymsIn } from '@parsec-spec/spec/search';
import { expect, test } from 'vitest';
import { renderAll } from '../src/generator/markdown.ts';
import { passagesOf } from '../src/generator/passages.ts';
import { MAX_QUERY, searchIndex } from '../src/generator/search-index.ts';
import { readSources, root } from '../src/generator/sources.ts';
import { journeyPages } from '../src/journeys/journey-page.ts';
import { recordJourneys } from '../src/journeys/record-journeys.ts';
import { passagesOfRules } from '../src/rules/rule-pages.ts';

const texts = renderAll(readSources(root));
const addresses = new Map(texts.map(({ source, address }) => [source.file, address]));
const passages = [
  ...passagesOf({
    address: 'api/spec/codec',
    title: 'two codes',
    body: '<h2 id="x"><code>What Parsec codes lost</code></h2><p>Two codes for a lost laptop, what is parsec.</p>',
  }),
  ...journeyPages(await recordJourneys(), addresses).flatMap(({ passages }) => passages),
  ...texts.flatMap(passagesOf),
  ...passagesOfRules(),
];

const synonyms = texts.flatMap(({ source }) => synonymsIn(source.markdown));
const search = searchIndex({ passages, synonyms });
const addressesFor = (query: string): readonly string[] => search(query).map(({ page }) => page);

test.each([
  ['two codes', 'journeys/greeting/index.html#section-1'],
  ['why two codes', 'journeys/greeting/index.html#section-1'],
  ['man in the middle', 'journeys/greeting/index.html#section-1'],
  ['forgotten password', 'protocol/lost-keys/index.html#a-forgotten-password'],
  ['can I reset a password', 'protocol/lost-keys/index.html#when-a-device-or-a-password-is-lost'],
  ['lost laptop', 'protocol/lost-keys/index.html#a-lost-laptop'],
  ['lost my only laptop', 'protocol/lost-keys/index.html#a-lost-laptop'],
  ['greeting attempt', 'protocol/greeting/index.html#attempt'],
  ['what is parsec', 'index.html#the-parsec-protocol'],
  ['who knows what', 'protocol/who-knows-what/index.html#who-knows-what'],
  ['can the operator read my files', 'protocol/who-knows-what/index.html#who-knows-what'],
  ['what does a malicious server do', 'protocol/who-knows-what/index.html#what-the-server-can-do'],
  ['glossary', 'protocol/glossary/index.html#glossary-of-the-protocol'],
  ['what is a seat', 'protocol/glossary/index.html#things'],
  ['guest', 'protocol/glossary/index.html#people'],
  [
    'why a sequester',
    'certificates/sequester_authority_certificate/index.html#sequester_authority_certificate',
  ],
  ['how does the password become a key', 'protocol/client-keys/index.html#from-the-password-to-the-key'],
  ['Argon2 parameters', 'protocol/client-keys/index.html#from-the-password-to-the-key'],
  ['KDF', 'protocol/client-keys/index.html#from-the-password-to-the-key'],
  ['which algorithm', 'protocol/keys/index.html#algorithms'],
  ['what algorithms are used for signatures', 'protocol/keys/index.html#algorithms'],
  ['replay of a request', 'protocol/authentication/index.html#replay-of-a-request'],
  ['can a request be replayed?', 'protocol/authentication/index.html#replay-of-a-request'],
  ['how does a device sign in', 'protocol/authentication/index.html#token-of-a-device'],
  ['CORS', 'protocol/transport/index.html#requests-from-browsers-cors'],
  ['cross-origin requests from a browser', 'protocol/transport/index.html#requests-from-browsers-cors'],
  ['HTTP status 461', 'protocol/transport/index.html#statuses'],
  ['error 422', 'protocol/transport/index.html#statuses'],
  ['how large may a request be', 'protocol/transport/index.html#size'],
  ['delete an organization', 'protocol/administration/index.html#delete-an-organization-or-a-user'],
  ['How do I remove an organization?', 'protocol/administration/index.html#delete-an-organization-or-a-user'],
  ['API version not supported', 'protocol/versioning/index.html#a-version-that-is-not-supported'],
  ['unsupported version', 'protocol/versioning/index.html#a-version-that-is-not-supported'],
  ['two servers', 'protocol/durability/index.html#several-nodes'],
  ['load balancer', 'protocol/durability/index.html#several-nodes'],
  ['disk is full', 'protocol/durability/index.html#the-disk'],
  ['the clock of my computer is wrong', 'protocol/durability/index.html#clocks-1'],
  ['invite a user', 'commands/invite_new_user/index.html#author-and-invitee'],
  ['block a user', 'administration/user_freeze/index.html#user_freeze'],
  ['what happens when a user is revoked', 'commands/user_revoke/index.html#user_revoke'],
  ['rate limit of mails', 'commands/account_create_send_validation_email/index.html#limits'],
  ['terms of use', 'protocol/terms-of-service/index.html#terms-of-service'],
  [
    'how is the encryption key derived from a passphrase',
    'protocol/client-keys/index.html#from-the-password-to-the-key',
  ],
  ['which cipher encrypts data', 'protocol/keys/index.html#algorithms'],
  [
    'what stops someone from sending a captured request twice',
    'protocol/authentication/index.html#replay-of-a-request',
  ],
  [
    'can I call the server from JavaScript in another domain',
    'protocol/transport/index.html#requests-from-browsers-cors',
  ],
  ['wipe an organization', 'protocol/administration/index.html#delete-an-organization-or-a-user'],
  ['can I rotate my signing key', 'protocol/keys/index.html#keys'],
  ['how long is an invitation valid', 'protocol/invitations/index.html#states-of-an-invitation'],
  ['my notebook has been stolen', 'protocol/lost-keys/index.html#a-lost-laptop'],
  ['old client, new server', 'protocol/versioning/index.html#a-version-that-is-not-supported'],
  ['fire an employee', 'journeys/revocation/index.html'],
  ['which data does the server store in plain text', 'protocol/who-knows-what/index.html#who-knows-what'],
  ['binary format of messages', 'protocol/encoding/index.html#encoding'],
  ['where are keys stored on disk', 'protocol/client-keys/index.html#device-file-1'],
  ['which time zone do timestamps use', 'types/date-time/index.html#timestamp'],
  ['how does the server know who sends a request', 'protocol/authentication/index.html#token-of-a-device'],
  ['how many times can a bootstrap link be used', 'commands/organization_bootstrap/index.html#token'],
  ['write a server', 'docs/your-first-server/index.html#your-first-server'],
  ['token-works-once', 'r/organization_bootstrap/token-works-once/index.html'],
  ['BOOT-09', 'r/BOOT-09/index.html'],
])('the search for "%s" shows %s among the first three', (query, address) => {
  expect(addressesFor(query).slice(0, 3)).toContain(address);
});

test('pages stand before the API of packages, and words without a common passage find some', () => {
  const found = addressesFor('two codes');
  expect(found.findIndex((page) => page.startsWith('api/'))).toBeGreaterThan(3);
  expect(search('forgotten xylophone')).not.toHaveLength(0);
});

test('an unknown word is corrected, and a word of the texts is not taken for another', () => {
  expect(addressesFor('sequestr')).toEqual(expect.arrayContaining([...addressesFor('sequester')]));
  const others = passages.filter(({ title, text }) => /greater/.test(text) && !/greet/i.test(title + text));
  expect(others).not.toEqual([]);
  const found = addressesFor('greeter');
  expect(others.filter(({ page }) => found.includes(page))).toEqual([]);
});

test.each([
  ['letters', 'x'.repeat(1_000_000)],
  ['words', 'aut cer inv use dev key org ser '.repeat(20_000)],
  ['signs', '(%ff|\\[* '.repeat(20_000)],
])('of a query of many %s, the first letters count', (_, query) => {
  expect(addressesFor(query)).toEqual(addressesFor(query.slice(0, MAX_QUERY)));
});

test('each other word of the glossary leads to words that the texts have', () => {
  for (const [other = '', here = ''] of synonyms)
    for (const word of here.split(', ')) expect(addressesFor(word), `${other}: ${word}`).not.toEqual([]);
  expect(synonyms).toContainEqual(['cluster', 'node']);
});
