import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { bendStreams, type Seen } from './bend-streams.ts';
import { jsonIn, operationIn } from './look.ts';

/** Streams that live on when something of this kind was done to their organization. */
const livesOn = (requirement: RequirementId, isCause: (seen: Seen) => boolean): Distortion =>
  bendStreams(requirement, 'left-open', () => {
    const spared = new Set<string>();
    return {
      call: async (seen, handle) => {
        if (isCause(seen)) for (const { organization } of seen.streams) spared.add(organization);
        return handle(seen.call);
      },
      ends: ({ organization }) => !spared.has(organization),
    };
  });

const revokes = ({ asked }: Seen): boolean => asked?.command === 'user_revoke';
const freezes = ({ call }: Seen): boolean => operationIn(call) === 'users/freeze';
const updates =
  (key: string) =>
  ({ call, body }: Seen): boolean =>
    call.method === 'PATCH' && key in (jsonIn(body) ?? {});

/** Breaks the rules about the end of streams. */
export const eventEndDistortions: readonly Distortion[] = [
  livesOn('events/closed-on-revocation', revokes),
  livesOn('user_revoke/streams-closed', revokes),
  livesOn('events/closed-on-freeze', freezes),
  livesOn('events/closed-on-expiry', updates('is_expired')),
  livesOn('events/closed-on-new-terms', updates('tos')),
  livesOn('terms-of-service/new-terms-close-streams', updates('tos')),
  livesOn('organization_update/expiry-closes-streams', updates('is_expired')),
  bendStreams('user_freeze/closes-streams', 'all-of-them', () => ({
    call: async (seen, handle) => {
      const reply = await handle(seen.call);
      if (freezes(seen)) for (const stream of seen.streams) stream.end();
      return reply;
    },
  })),
];
