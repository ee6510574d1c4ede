import type { Check } from '../../src/verifies/index.ts';

const otherWay = 'the broken server made for this rule breaks it in the way that another case of it looks at';
const decoder =
  'our server keeps it in the loader of certificates, before any guard; the loader’s own tests break it byte by byte';
const byNode = 'it is kept by the HTTP parser under our server, which no distortion can reach';
const race = 'the broken servers answer in turn: only truly concurrent ones would lose the race that it runs';
const wholeLife =
  'it leads a life of many calls, of which the broken server spoils one that another case looks at alone';
const value =
  'it shows that a value at the edge is taken; the broken servers spoil another value of the same rule';

/**
 * Why checks of a requirement notice none of the broken servers that the self-test makes: a sentence for each. A requirement may
 * have cases that notice and cases that do not.
 */
const reasons: Readonly<Record<string, string>> = {
  'user_certificate/fields': decoder,
  'device_certificate/fields': decoder,
  'sequester_authority_certificate/fields': decoder,
  'user_update_certificate/fields': decoder,
  'revoked_user_certificate/fields': decoder,
  'user_certificate/fields-required': decoder,
  'device_certificate/fields-required': decoder,
  'certificates/signature-covers-content': otherWay,
  'sequester_authority_certificate/root-signed': otherWay,
  'device_certificate/purpose-absent-is-standard': decoder,
  'user_create/user-certificate-by-author': otherWay,
  'device_create/device-certificate-by-author': otherWay,
  'authentication/order-of-refusals':
    'a SHOULD about pairs of reasons: a broken order has as many forms as pairs, and none is made',
  'authentication/key-checked-every-time': otherWay,
  'authentication/signature-before-disclosure': otherWay,
  'authentication/revocation-at-once': wholeLife,
  'authentication/freeze-at-once': wholeLife,
  'authentication/expiry-at-once': wholeLife,
  'authentication/token-reusable': 'a MAY: a server that takes a token once is no broken one',
  'authentication/token-form': otherWay,
  'authentication/new-device-at-once': otherWay,
  'authentication/header-required': otherWay,
  'authentication/freeze-hits-one-user': otherWay,
  'authentication/every-device-own-key':
    'a device judged by another key of its user would be a server without `signature-verifies`, which is made',
  'authentication/events-same-codes': otherWay,
  'authentication/device-part-is-identifier': otherWay,
  'terms-of-service/other-refusals-still-apply': otherWay,
  'terms-of-service/new-terms-block-at-once': wholeLife,
  'tos_accept/unlocks-nobody-else': otherWay,
  'transport/unserved-command-is-no-crash':
    'a server that breaks it answers 5xx, and a sight through a 5xx is void here',
  'transport/length-lies': byNode,
  'transport/length-is-no-number': byNode,
  'transport/content-type-may-be-exact': 'a MAY: either answer is right, and only a 5xx would be wrong',
  'encoding/unknown-key-ignored-without-fields':
    'it is reported only: the real server refuses what it asks for',
  'encoding/token-is-bin-16':
    'another form of a token would break every client, and every check that uses one',
  'encoding/handle-is-a-pair':
    'another form of a handle would break every client, and every check that uses one',
  'encoding/enumerations-upper-case':
    'it looks at every word of a whole journey; each word has a check of its own that notices',
  'certificate_get/cursor-is-strict': otherWay,
  'certificate_get/cursors-are-independent': otherWay,
  'certificate_get/view-follows-present-profile': wholeLife,
  'ordering/out-of-window-tells-clocks': otherWay,
  'ordering/equal-only-in-pair': race,
  'keys/no-private-key-asked':
    'it reads every reply of a journey for keys; a server that asks for one is another protocol',
  'links/default-port': value,
  'links/organization-bad-utf8': 'our server keeps it where it reads the path, before any guard',
  'links/scheme-host-organization': otherWay,
  'links/organization-percent-encoded': otherWay,
  'links/http-form-tls-by-scheme': otherWay,
  'links/redirects-to-web-client': 'a MAY that our server does not offer',
  'links/bootstrap-link-without-token':
    'it needs a server in spontaneous mode that gives links, and looks at what the link would be',
  'types/token-hidden-in-logs': 'our server in the judge’s process shows no log',
  'types/token-text': 'our server in the judge’s process shows no log',
  'types/organization-id-accepted': value,
  'types/organization-id-nfc': otherWay,
  'types/label-nfc': 'a SHOULD that the loader of certificates keeps',
  'types/microseconds-kept': value,
  'types/limit-accepted': value,
  'types/human-label-accepted': value,
  'types/device-label-accepted': value,
  'types/email-254-bytes': value,
  'types/handle-case-counts': otherWay,
  'organization_create/replaced-token-is-dead':
    'a dead token that lives on is a server without `token-right`, which is made',
  'organization_create/new-token-is-live':
    'a new token that is dead would be no server at all: every check fails',
  'organization_create/null-limit-is-no-limit': otherWay,
  'organization_create/absent-takes-default': otherWay,
  'organization_create/archiving-period-not-negative': otherWay,
  'organization_create/gives-both-links': otherWay,
  'organization_create/limit-enforced':
    'a limit that is not enforced is a server without `seat-free`, which is made',
  'organization_create/creation-or-bootstrap-wins': race,
  'organization_update/lowered-limit-removes-nobody': otherWay,
  'organization_update/expiry-loses-nothing': wholeLife,
  'list_frozen_users/revoked-may-stay': 'a MAY: either answer is right',
  'user_create/seat-count': otherWay,
  'user_create/refused-leaves-no-trace': otherWay,
  'user_create/outsider-setting-server': 'a MAY: either answer is right',
  'user_create/invitations-untouched': otherWay,
  'invite_new_user/mail-headers-safe':
    'our mails are written by a library that keeps it; only a writer of our own could break it',
  'invite_new_user/no-mail-unasked': otherWay,
  'invite_new_user/mail-escapes-names': otherWay,
  'invite_new_device/mail-to-author': otherWay,
  'invite_list/others-see-none': otherWay,
  'invite_cancel/any-admin': otherWay,
  'invite_cancel/device-by-owner': otherWay,
  'invite_complete/any-admin': otherWay,
  'invite_complete/device-by-owner': otherWay,
  'greeting/step-words': otherWay,
  'greeting/steps-from-5-2': value,
  'greeting/either-side-cancels': race,
  'greeting/same-half-again': otherWay,
  'greeting/cancel-keeps-invitation': otherWay,
  'greeting/attempt-of-user-not-device': otherWay,
  'events/slow-reader-harms-nobody':
    'a server that lets one reader hold up the others ends in waits, and a wait is void here',
  'events/odd-id-is-no-error': otherWay,
  'account_create_send_validation_email/unsent-mails-counted': otherWay,
};

/** Why a check notices none of the broken servers; undefined when nothing excuses it. */
export const whySilent = ({ requirements }: Pick<Check, 'requirements'>): string | undefined =>
  requirements.map((id) => reasons[id]).find((reason) => reason !== undefined);

/** The requirements that are excused: each must have a silent check, or its excuse goes. */
export const excused: readonly string[] = Object.keys(reasons);
