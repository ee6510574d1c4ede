import type { UserCreateRequest } from '../../../src/commands/index.ts';
import {
  type AuthenticatedContext,
  commonCertificateEvent,
  type Intents,
} from '../../../src/guards/index.ts';
import { redactedHumanHandle } from '../../../src/scalars/index.ts';
import type { UserCertificates } from './prepare.ts';

type Context = AuthenticatedContext<UserCreateRequest> & { readonly prepared: UserCertificates };

/**
 * The intents of an accepted creation: user and first device in one record, one event for both
 * (EVT-06). Invitations are unchanged (USER-03).
 */
export function enrolIntents({ now, request, prepared }: Context): Intents<{ status: 'ok' }> {
  const { timestamp, user_id, human_handle, profile } = prepared.user.content;
  const { device_id, verify_key } = prepared.device.content;
  const { cmd: _, ...certificates } = request;
  return {
    reply: { status: 'ok' },
    records: [
      {
        record: 'user_created',
        at: now,
        timestamp,
        user_id,
        human_handle: human_handle ?? redactedHumanHandle(user_id),
        profile,
        device_id,
        verify_key,
        ...certificates,
      },
    ],
    events: [commonCertificateEvent(timestamp)],
  };
}
