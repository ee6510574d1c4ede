/**
 * Checks that detect no mutant of the self-test, each with its reason. Add a mutant to shorten the
 * list; never remove a check because of it.
 */
export const whySilent: Readonly<Record<string, string>> = {
  'account_create_send_validation_email/unsent-mails-counted#not-due':
    'the mutant repeats the outcome of a mail that failed; in this case none fails',
  'authentication/freeze-at-once#while-authenticating':
    'it notices the mutant of this race only if both requests arrive within 200 ms',
  'authentication/freeze-hits-one-user#other-organization':
    'no mutant freezes a user by an id that two organizations share',
  'authentication/revocation-at-once#while-authenticating':
    'it notices the mutant of this race only if both requests arrive within 200 ms',
  'authentication/token-reusable':
    'a MAY: a server that accepts each token once is no mutant, and no check of ours would succeed on it',
  'device_create/device-id-new#concurrent':
    'the guard `device-id-new` decides one request after the other, so that the journal refuses the second in a race',
  'encoding/unknown-key-ignored-without-fields':
    'it reports either answer in a note, because parsec-cloud refuses the key',
  'events/odd-id-is-no-error#zeros': 'no mutant treats an id of zeros otherwise than another unknown id',
  'events/slow-reader-harms-nobody':
    'a mutant that lets one reader block the others ends in timeouts, which the self-test does not count',
  'events/slow-reader-harms-nobody#many-events':
    'as for one event, a mutant ends in timeouts; here the queue of the slow reader overflows as well',
  'greeting/attempt-of-user-not-device#any-device-goes-on':
    'no mutant ties an attempt to a device: it would have to know the devices of a user',
  'invite_new_device/mail-to-author#of-the-user-who-asks':
    'no mutant confuses two users of one organization when it addresses a mail',
  'invite_new_user/mail-escapes-names#quoted-address':
    'the mutant restores `&` and apostrophes; this address has angle brackets and double quotes',
  'invite_new_user/mail-headers-safe#encoded-word-base64':
    'nodemailer encodes the subject: a mutant would have to write the encoded word itself',
  'invite_new_user/mail-headers-safe#end-of-mail':
    'nodemailer escapes a line with a single dot: a mutant would have to speak SMTP itself',
  'invite_new_user/mail-headers-safe#line-feed':
    'nodemailer removes line feeds from headers: a mutant would have to write the header itself',
  'invite_new_user/no-mail-unasked#told-as-success':
    'the mutant sends a mail; this case reads `email_sent` of a call that requests none',
  'keys/no-private-key-asked':
    'it searches all replies of a journey; a server that asks for a key has another protocol',
  'links/bootstrap-link-without-token': 'no mutant changes a link without a token',
  'links/default-port#default': 'the mutant writes port 80, which is the default port of this link',
  'links/default-port#default-written': 'the mutant writes port 80, which is the port of this link',
  'links/default-port#of-tls': 'the mutant adds a port to links without one, and here each link has one',
  'links/default-port#other':
    'the mutant adds a port to links without one, and here each link has another one',
  'links/http-form-tls-by-scheme#tls-on-80':
    'the mutant adds `no_ssl` to the HTTP form; this case reads it in the link alone',
  'links/organization-bad-utf8#cut-letter': 'no mutant completes a letter that is cut off',
  'links/organization-bad-utf8#latin-1': 'no mutant decodes a path as Latin-1',
  'links/organization-bad-utf8#lone-byte': 'no mutant replaces an invalid byte by U+FFFD',
  'links/organization-percent-encoded#redirection':
    'the mutant of this rule changes the links that the administration returns, not redirections',
  'links/redirects-to-web-client':
    'a MAY: memory:reference has no web client, so that the check is not applicable',
  'links/scheme-host-organization#redirection':
    'the mutant of this rule changes the links that the administration returns, not redirections',
  'list_frozen_users/revoked-may-stay': 'a MAY: a revoked user may be listed or not',
  'ordering/equal-only-in-pair':
    'the mutants answer one request after the other, so that none loses this race',
  'organization_create/creation-or-bootstrap-wins':
    'the mutants answer one request after the other, so that none loses this race',
  'organization_create/gives-both-links#unusual-host':
    'the mutant changes the port of a link; this case looks for its token',
  'organization_create/new-token-is-live':
    'a mutant without a live token after a second creation fails in the set-up of the check',
  'organization_create/null-limit-is-no-limit':
    'no mutant applies a default in place of a null limit; the guard of the limit is omitted under another requirement',
  'organization_create/replaced-token-is-dead':
    'a replaced token that still works is the reference server without the guard `token-right`, another requirement',
  'organization_update/expiry-loses-nothing':
    'it compares a whole organization before and after an expiry; no mutant deletes anything when it expires',
  'tos_accept/unlocks-nobody-else#same-user-elsewhere':
    'no mutant confuses users with one id in two organizations',
  'transport/content-type-may-be-exact': 'a MAY: both answers are right, and only a 5xx would be wrong',
  'transport/length-is-no-number':
    'the HTTP parser of Node refuses the header before the server sees the request',
  'transport/length-lies': 'the HTTP parser of Node counts the body before the server sees the request',
  'transport/unserved-command-is-no-crash':
    'a mutant answers 5xx here, and the self-test does not count a 5xx',
  'transport/unserved-command-is-no-crash#events-listen':
    'a mutant answers a POST of `events_listen` with 5xx, and the self-test does not count a 5xx',
  'transport/unserved-command-is-no-crash#production':
    'it starts a server in production mode; a mutant answers 5xx, and the self-test does not count a 5xx',
  'types/handle-case-counts#by-email':
    'the mutant of this rule lowers the case of invited addresses; this case freezes by e-mail address',
  'types/label-nfc#human-label': 'a SHOULD: the loader normalizes a label before any guard sees it',
  'types/organization-id-accepted#digits': 'no mutant refuses an organization identifier with digits only',
  'types/organization-id-nfc#length': 'no mutant measures an organization identifier before it normalizes it',
  'types/token-hidden-in-logs#bootstrap':
    'memory:reference writes no token that a mutant could reveal at a bootstrap',
  'types/token-hidden-in-logs#invited':
    'memory:reference writes no header that a mutant could reveal in a log',
  'types/token-hidden-in-logs#redirection':
    'memory:reference writes no URL that a mutant could reveal in a log',
  'types/token-text#header': 'it reads the token in a header of an invited request; no mutant writes one',
  'user_create/device-id-new#concurrent':
    'the guard `device-id-new` decides one request after the other, so that the journal refuses the second in a race',
  'user_create/outsider-setting-server': 'a MAY: a server may refuse outsiders by a setting or not',
  'user_revoke/revoked-once#concurrent':
    'the guard `revoked-once` decides one request after the other, so that the journal refuses the second in a race',
};
