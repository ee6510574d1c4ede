import type { Judge } from '../../src/case/judge.ts';
import { verifies } from '../../src/case/verifies.ts';

/**
 * Asserts that the log does not contain the token in hexadecimal, in base64, or as the payload of a
 * link.
 */
async function isHidden(judge: Judge, token: Uint8Array): Promise<void> {
  await judge.sleep(100);
  const log = judge.log();
  if (log === '') judge.notApplicable('this target shows no log');
  const bytes = Buffer.from(token);
  const payload = Buffer.concat([Uint8Array.of(0xc4, bytes.length), bytes]).toString('base64url');
  const forms = [bytes.toString('hex'), bytes.toString('base64url'), bytes.toString('base64'), payload];
  const found = forms.filter((form) => log.toLowerCase().includes(form.toLowerCase())).length;
  judge.expect.that(found === 0, 'a log without the token', 'a line of the log that shows it');
}

verifies('types/token-hidden-in-logs', { case: 'bootstrap', needs: ['start'] }, async (outer) => {
  const judge = await outer.start({});
  const { organization, author } = await judge.bootstrapped();
  const answer = await judge.rpc.authenticated(author, { cmd: 'organization_info' });
  judge.expect.integer(judge.expect.reply(answer), 'total_block_bytes', answer);
  await isHidden(judge, organization.token ?? judge.notApplicable('this target gives no bootstrap token'));
});

verifies('types/token-hidden-in-logs', { case: 'redirection', needs: ['start'] }, async (outer) => {
  const judge = await outer.start({});
  const { token, bootstrapUrlAsHttpRedirection: link = '' } = await judge.organization();
  const { pathname, search } = new URL(link, judge.address);
  const answer = judge.expect.answer(await judge.http({ target: `${pathname}${search}` }), 302);
  judge.expect.header(answer, 'Location', /[?&]p=/);
  await isHidden(judge, token ?? judge.notApplicable('this target gives no bootstrap token'));
});

verifies('types/token-hidden-in-logs', { case: 'invited', needs: ['start'] }, async (outer) => {
  const judge = await outer.start({});
  const { organization } = await judge.bootstrapped();
  const token = judge.random.bytes(16);
  const hex = Buffer.from(token).toString('hex');
  judge.expect.answer(await judge.rpc.invited(organization.id, hex, { cmd: 'invite_info' }), 403);
  await isHidden(judge, token);
});
