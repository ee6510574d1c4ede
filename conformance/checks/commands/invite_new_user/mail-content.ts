import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { mailBy } from '../../../src/vocabulary/observations/mail.ts';

const needs = ['mail'] as const;

/** HTML source that contains text from a name only in escaped form. */
const escaped = (name: string) =>
  new RegExp(name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('&', '&(amp;|#38;|#x26;)'), 'i');

for (const [name, label] of [
  ['ampersand', 'Alice & Sons'],
  ['entity', 'Alice &copy &amp Bob'],
  ['number', 'Alice &#60 Bob'],
] as const) {
  verifies('invite_new_user/mail-escapes-names', { needs, case: name }, async (check) => {
    const { judge, mail } = await mailBy(check, { label });
    const position = mail.html.indexOf(label);
    const raw = position < 0 ? 'none' : mail.html.slice(position, position + label.length);
    judge.expect.equal(raw, 'none', 'the name of the inviter in the HTML part, unescaped');
    const isEscaped = escaped(label).test(mail.html);
    judge.expect.that(isEscaped, `the name ${label}, escaped, in the HTML part`, mail.html.length);
    judge.expect.that(mail.text.includes(label), `the name ${label} in the text part`, mail.text);
  });
}

// A label may not contain an angle bracket, but the quoted local part of an address may.
verifies('invite_new_user/mail-escapes-names', { needs, case: 'quoted-address' }, async (check) => {
  const { judge, mail, person } = await mailBy(check, { email: '"<b>alice</b>"@example.com' });
  judge.expect.that(!mail.html.includes('<b>alice</b>'), 'no markup of the address in the HTML part', '<b>');
  judge.expect.that(mail.html.includes(person.label), 'the inviter in the HTML part', mail.html.length);
});

verifies('invite_new_user/mail-holds-no-secret', { needs }, async (check) => {
  const { judge, mail, bootstrap, organization, person, invitation } = await mailBy(check, {});
  const scan = new SecretScan();
  scan.plant('root signing key', bootstrap.root.seed);
  scan.plant('root verify key', bootstrap.root.verifyKey);
  scan.plant('private key of the inviter', person.privateKey.bytes);
  scan.plant('public key of the inviter', person.privateKey.publicKey);
  scan.plant('signing key of the device', bootstrap.device.key.seed);
  scan.plant('verify key of the device', bootstrap.device.key.verifyKey);
  if (organization.token !== null) scan.plant('bootstrap token', organization.token);
  scan.plant('administration token', judge.has('administration') ? judge.administration.token : 'none given');
  for (const part of [mail.raw, Buffer.from(mail.text), Buffer.from(mail.html)])
    judge.expect.equal(scan.findIn(part), [], 'secrets in the mail');
  // The same search finds values that the mail does contain.
  const token = new SecretScan();
  token.plant('invitation token', invitation.token);
  judge.expect.equal(token.findIn(mail.raw).length, 1, 'the invitation token in the mail');
});
