import { encode } from '../wire/encode.ts';

/** Encodes a frame of the event stream (spec/protocol/events.md). `id` is optional. */
export const eventFrame = (event: Readonly<Record<string, unknown>>, id?: string): string => {
  const data = Buffer.from(encode({ status: 'ok', ...event })).toString('base64');
  return id === undefined ? `data:${data}\n\n` : `data:${data}\nid:${id}\n\n`;
};

/** The first frame of every stream: the organization's configuration, without an id. */
export const configurationFrame = (outsiders = true): string =>
  eventFrame({
    event: 'ORGANIZATION_CONFIG',
    user_profile_outsider_allowed: outsiders,
    active_users_limit: null,
    sse_keepalive_seconds: 30,
  });
