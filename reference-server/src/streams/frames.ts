import { type Encodable, encode } from '@parsec-spec/spec/codec';
import type { Settings } from '@parsec-spec/spec/state';

/** Shows a quiet stream to be alive (transport-and-auth §5.2). */
export const keepaliveFrame = 'event:keepalive\ndata:\n\n';

/** The first frame of every stream: the settings of the organization as they are now, without an id. */
export function configFrame(settings: Settings, keepalive: number | null): string {
  const event: Encodable = {
    status: 'ok',
    event: 'ORGANIZATION_CONFIG',
    active_users_limit: settings.active_users_limit,
    realm_minimum_archiving_period_before_deletion: settings.realm_minimum_archiving_period_before_deletion,
    sse_keepalive_seconds: keepalive,
    user_profile_outsider_allowed: settings.user_profile_outsider_allowed,
  };
  return `data:${Buffer.from(encode(event)).toString('base64')}\n\n`;
}
