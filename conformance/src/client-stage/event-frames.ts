import { pack } from '../wire/index.ts';

/** A frame of the event stream (spec/protocol/events.md): an event, with an id or none. */
export const frameOf = (event: Readonly<Record<string, unknown>>, id?: string): string => {
  const data = Buffer.from(pack({ status: 'ok', ...event })).toString('base64');
  return id === undefined ? `data:${data}\n\n` : `data:${data}\nid:${id}\n\n`;
};

/** The first frame of every stream: the organization's configuration, without an id. */
export const configurationFrame = (outsiders = true): string =>
  frameOf({
    event: 'ORGANIZATION_CONFIG',
    user_profile_outsider_allowed: outsiders,
    active_users_limit: null,
    sse_keepalive_seconds: 30,
  });
