import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { bendCommands, certificateIn, isOk, readAsked } from './asked.ts';
import { distortion, withBody } from './bend.ts';
import { operationIn, organizationIn, outcomeOf, retold, retoldReply, saying } from './look.ts';
import { newDeviceLate, takesJunk } from './new-devices.ts';

/** Answers `ok` and does nothing. */
const idle = (requirement: RequirementId, command: CommandName): Distortion =>
  bendCommands(requirement, 'nothing-done', [command], () => async (asked, handle) => {
    // Who asks is still looked at.
    const { status } = await handle(withBody(asked.call, new Uint8Array()));
    return status === 415 ? saying({ status: 'ok' }) : asked.answer();
  });

/** Lists whoever was refused all the same. */
const refusedIsListed = distortion('user_create/refused-leaves-no-trace', 'listed', (handle) => {
  const refused = new Map<string, object[]>();
  return async (call) => {
    const { known, asked } = await readAsked(call, handle);
    const reply = await handle(known);
    const certificate = certificateIn(asked?.request.user_certificate);
    if (asked?.command === 'user_create' && certificate?.type === 'user_certificate' && !isOk(reply)) {
      const [user_email, user_name] = certificate.human_handle ?? ['', ''];
      const user = { user_id: certificate.user_id.hex, user_email, user_name, frozen: false };
      refused.set(asked.organization, [...(refused.get(asked.organization) ?? []), user]);
    }
    if (operationIn(call) !== 'users' || call.method !== 'GET') return reply;
    const more = refused.get(organizationIn(call)) ?? [];
    return retold(reply, ({ users = [] }) => ({ users: [...(users as object[]), ...more] }));
  };
});

const emailIn = (bytes: unknown): string => {
  const certificate = certificateIn(bytes);
  return certificate?.type === 'user_certificate' ? (certificate.human_handle?.[0] ?? '') : '';
};

/** Breaks the rules about users that no guard keeps. */
export const userDistortions: readonly Distortion[] = [
  bendCommands(
    'user_create/coherent-certificates-accepted',
    'no-outsiders',
    ['user_create'],
    () => async (asked) => {
      const certificate = certificateIn(asked.request.user_certificate);
      const isOutsider = certificate?.type === 'user_certificate' && certificate.profile === 'OUTSIDER';
      return isOutsider ? saying({ status: 'invalid_certificate' }) : asked.answer();
    },
  ),
  newDeviceLate('user_create/device-works-at-once', 'user_create'),
  newDeviceLate('authentication/new-device-at-once', 'user_create'),
  takesJunk('user_create/user-certificate-decodes', 'user_create', 'user_certificate'),
  takesJunk('user_create/device-certificate-decodes', 'user_create', 'device_certificate'),
  takesJunk('user_create/redacted-user-certificate-decodes', 'user_create', 'redacted_user_certificate'),
  takesJunk('user_create/redacted-device-certificate-decodes', 'user_create', 'redacted_device_certificate'),
  takesJunk('user_update/certificate-decodes', 'user_update', 'user_update_certificate'),
  takesJunk('user_revoke/certificate-decodes', 'user_revoke', 'revoked_user_certificate'),
  bendCommands('user_create/email-of-revoked-reusable', 'email-gone-for-good', ['user_create'], () => {
    const used = new Set<string>();
    return async (asked) => {
      const email = `${asked.organization} ${emailIn(asked.request.user_certificate)}`;
      if (used.has(email)) return saying({ status: 'human_handle_already_taken' });
      const reply = await asked.answer();
      if (isOk(reply)) used.add(email);
      return reply;
    };
  }),
  bendCommands('user_create/revocation-frees-seat', 'full-for-good', ['user_create'], () => {
    const full = new Set<string>();
    return async (asked) => {
      if (full.has(asked.organization)) return saying({ status: 'active_users_limit_reached' });
      const reply = await asked.answer();
      if (outcomeOf(reply) === 'active_users_limit_reached') full.add(asked.organization);
      return reply;
    };
  }),
  bendCommands('user_create/one-winner', 'every-racer-wins', ['user_create'], () => {
    let last = 0;
    return async (asked) => {
      const reply = await asked.answer();
      const status = outcomeOf(reply);
      if (status === 'ok') last = Date.now();
      const lost = ['user_already_exists', 'human_handle_already_taken', 'require_greater_timestamp'];
      return lost.includes(String(status)) && Date.now() - last < 100 ? saying({ status: 'ok' }) : reply;
    };
  }),
  refusedIsListed,
  idle('user_update/changes-profile-at-once', 'user_update'),
  idle('user_revoke/devices-refused', 'user_revoke'),
  bendCommands('user_revoke/seat-and-email-freed', 'revoked-keep-their-email', ['user_create'], () => {
    const used = new Set<string>();
    return async (asked) => {
      const email = `${asked.organization} ${emailIn(asked.request.user_certificate)}`;
      const reply = await asked.answer();
      if (isOk(reply) && used.has(email)) return saying({ status: 'human_handle_already_taken' });
      if (isOk(reply)) used.add(email);
      return reply;
    };
  }),
  bendCommands(
    'list_frozen_users/lists-frozen',
    'nobody-is-frozen',
    ['list_frozen_users'],
    () => async (asked) => {
      const reply = await asked.answer();
      return isOk(reply) ? retoldReply(reply, () => ({ status: 'ok', frozen_users: [] })) : reply;
    },
  ),
];
