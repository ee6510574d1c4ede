import type { KnownUser } from '@parsec-spec/spec/client-rules';
import { hexOf } from '@parsec-spec/spec/codec';
import type { Invitation } from '../enrolment/invitations.ts';
import type { WatchEvent } from '../events/watch-organization.ts';
import { explainCall } from './explain-call.ts';
import { explainSync } from './explain-log-in.ts';

/** Describes a notification of `watch` in one sentence. */
export function describeWatchEvent(event: WatchEvent): string {
  switch (event.kind) {
    case 'open':
      return 'Listening.';
    case 'user-enrolled': {
      const on = event.device === undefined ? '' : ` on ${labelOf(event.device.label)}`;
      return `${nameOf(event.user)} joined${on} as ${event.user.profile}.`;
    }
    case 'device-added':
      return `${nameOf(event.user)} has a new device: ${labelOf(event.device.label)}.`;
    case 'profile-changed':
      return `${nameOf(event.user)} was ${event.before} and is now ${event.user.profile}.`;
    case 'user-revoked':
      return `${nameOf(event.user)} was revoked with all devices.`;
    case 'invitation':
      return `The invitation ${ofWhom(event.invitation)} ${statuses[event.status]}.`;
    case 'claimer-waits':
      return `A claimer waits to be greeted ${ofWhom(event.invitation)}: parsec-spec client invite greet ${hexOf(event.token)}`;
    case 'greeting-joined':
      return `A greeting began ${ofWhom(event.invitation)}.`;
    case 'greeting-cancelled':
      return `A greeting was cancelled ${ofWhom(event.invitation)}.`;
    case 'missed-events':
      return 'Some events were missed: everything is fetched again.';
    case 'lost':
      return `The connection ${lostBy(event.why)}; trying again ${inSeconds(event.retryInMs)}.`;
    case 'refused':
      return `The server refused the connection: ${explainCall(event.failure).message}.`;
    case 'withheld':
      return `The server announced a certificate of ${event.announced}, but does not serve it.`;
    case 'not-synced':
      return `The certificates were refused: ${explainSync(event.failure).message}.`;
  }
}

const statuses = {
  PENDING: 'is open',
  FINISHED: 'was used',
  CANCELLED: 'was cancelled',
} as const;

const nameOf = ({ handle, id }: KnownUser): string =>
  handle === null ? `user ${id.hex.slice(0, 8)}` : `${handle[1]} <${handle[0]}>`;

const labelOf = (label: string | null): string => label ?? 'a device';

function ofWhom(invitation: Invitation | undefined): string {
  if (invitation === undefined) return '(of another user)';
  return invitation.type === 'USER' ? `(of ${invitation.claimer_email})` : '(of another device of yours)';
}

function lostBy(why: Extract<WatchEvent, { kind: 'lost' }>['why']): string {
  if (why === 'ended') return 'was closed by the server';
  if (why === 'silent') return 'has timed out';
  return why === 'broken' ? 'was lost' : `failed: ${explainCall(why).message}`;
}

const inSeconds = (ms: number): string => (ms === 0 ? 'at once' : `in ${ms / 1000} s`);
