import { expectBootstrapped } from '../../../src/case/observations/organization.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { createdLinks } from './created-links.ts';

const needs = ['administration'] as const;

verifies('links/organization-percent-encoded', { case: 'bootstrap', needs }, async (judge) => {
  const id = `${judge.newName()}-Éλ康`;
  const { link, redirection, exchange } = await createdLinks(judge, id);
  const encoded = encodeURIComponent(id);
  judge.expect.equal(
    link.segments[0]?.toUpperCase(),
    encoded.toUpperCase(),
    'organization in the link',
    exchange,
  );
  judge.expect.equal(
    redirection.segments[1]?.toUpperCase(),
    encoded.toUpperCase(),
    'organization in the HTTP form',
    exchange,
  );
  const payload = Buffer.from(link.values('p')[0] ?? '', 'base64url');
  const founding = judge.founding({ token: Uint8Array.from(payload.subarray(2)) });
  judge.expect.reply(await judge.rpc.anonymous(id, founding.message), 'ok', 'a bootstrap by that name');
  await expectBootstrapped(judge, id, founding);
  // The run expires only the names that it generated, not those derived from them.
  await judge.administration.patch(id, { is_expired: true });
});

for (const [name, bytes] of [
  ['lone-byte', '%C0'],
  ['cut-letter', '%E9%96'],
  ['latin-1', 'caf%E9'],
] as const) {
  verifies('links/organization-bad-utf8', { case: name }, async (judge) => {
    const organization = await judge.organization();
    const { message } = judge.founding(organization);
    await judge.twin({
      broken: () => judge.rpc.anonymous(organization.id, message, { target: `/anonymous/${bytes}` }),
      refused: 404,
      valid: () => judge.rpc.anonymous(organization.id, message),
    });
  });
}
