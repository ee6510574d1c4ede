import { expectBootstrapped } from '../../../src/case/observations/organization.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { createdLinks } from './created-links.ts';

const needs = ['administration'] as const;
/** Number of creations after which a token with `-` or `_` has almost certainly occurred. */
const MAX_CREATIONS = 40;

verifies('links/scheme-host-organization', { case: 'bootstrap', needs }, async (judge) => {
  const id = judge.newName();
  const { link, exchange } = await createdLinks(judge, id);
  judge.expect.equal(link.scheme, 'parsec3', 'scheme', exchange);
  judge.expect.that(link.host !== '', 'a host', link.host, exchange);
  judge.expect.equal(link.segments, [id], 'segments of the path', exchange);
});

verifies('links/bootstrap-link', { needs }, async (judge) => {
  const id = judge.newName();
  // Only a token with a character that differs between the two base64 alphabets shows the alphabet.
  // About half of all tokens have one.
  let showsAlphabet = false;
  for (let creation = 0; !showsAlphabet && creation < MAX_CREATIONS; creation += 1) {
    const { link } = await createdLinks(judge, id);
    const [payload = ''] = link.values('p');
    judge.expect.that(/^[A-Za-z0-9_-]{24}$/.test(payload), '24 characters of base64url', payload);
    showsAlphabet = /[-_]/.test(payload);
  }
  const { link, exchange } = await createdLinks(judge, id);
  judge.expect.equal(link.values('a'), ['bootstrap_organization'], 'values of `a`', exchange);
  const payloads = link.values('p');
  judge.expect.equal(payloads.length, 1, 'number of `p`', exchange);
  const [payload = ''] = payloads;
  judge.expect.that(/^[A-Za-z0-9_-]{24}$/.test(payload), '24 characters of base64url', payload, exchange);
  const bytes = Buffer.from(payload, 'base64url');
  judge.expect.equal(
    bytes.subarray(0, 2),
    Uint8Array.of(0xc4, 16),
    'msgpack header of the payload',
    exchange,
  );
  const founding = judge.founding({ token: Uint8Array.from(bytes.subarray(2)) });
  judge.expect.reply(await judge.rpc.anonymous(id, founding.message), 'ok', 'a bootstrap with that token');
  await expectBootstrapped(judge, id, founding);
});

verifies('links/bootstrap-link-without-token', { needs: ['spontaneous'] }, async (judge) => {
  const id = judge.newName();
  const founding = judge.founding({ token: null });
  const other = judge.founding({ token: judge.random.bytes(16) });
  await judge.twin({
    broken: () => judge.rpc.anonymous(id, other.message),
    refused: 'invalid_bootstrap_token',
    valid: () => judge.rpc.anonymous(id, founding.message),
  });
  await expectBootstrapped(judge, id, founding);
});

verifies('links/http-form', { needs }, async (judge) => {
  const id = judge.newName();
  const { link, redirection, exchange } = await createdLinks(judge, id);
  judge.expect.equal(redirection.segments, ['redirect', id], 'segments of the path', exchange);
  judge.expect.equal(redirection.host, link.host, 'host', exchange);
  judge.expect.equal(redirection.values('a'), ['bootstrap_organization'], 'values of `a`', exchange);
  judge.expect.equal(redirection.values('p'), link.values('p'), 'values of `p`', exchange);
});
