import type { KnownUser } from '../certificates/index.ts';
import type { Invitation } from '../enrolment/index.ts';
import type { Happening } from '../events/index.ts';
import { explainCall } from './explain-call.ts';
import { explainSync } from './explain-sync.ts';

/** What happened, in a sentence for a person. */
export function tellHappening(happening: Happening): string {
  switch (happening.kind) {
    case 'open':
      return 'Listening.';
    case 'user-enrolled': {
      const on = happening.device === undefined ? '' : ` on ${labelOf(happening.device.label)}`;
      return `${nameOf(happening.user)} came in${on}, as ${happening.user.profile}.`;
    }
    case 'device-added':
      return `${nameOf(happening.user)} has a new device: ${labelOf(happening.device.label)}.`;
    case 'profile-changed':
      return `${nameOf(happening.user)} was ${happening.before}, and is ${happening.user.profile} now.`;
    case 'user-revoked':
      return `${nameOf(happening.user)} was revoked, with all devices.`;
    case 'invitation':
      return `The invitation ${ofWhom(happening.invitation)} ${statuses[happening.status]}.`;
    case 'claimer-waits':
      return `Somebody waits to be greeted ${ofWhom(happening.invitation)}: parsec-spec client invite greet ${hex(happening.token)}`;
    case 'greeting-joined':
      return `A greeting began ${ofWhom(happening.invitation)}.`;
    case 'greeting-cancelled':
      return `A greeting was broken off ${ofWhom(happening.invitation)}.`;
    case 'missed-events':
      return 'Some events were missed: everything is fetched anew.';
    case 'lost':
      return `The connection ${lostBy(happening.why)}; trying again ${inSeconds(happening.retryInMs)}.`;
    case 'refused':
      return `The server ended it: ${explainCall(happening.failure).message}.`;
    case 'not-synced':
      return `The certificates were not taken: ${explainSync(happening.failure).message}.`;
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
  if (invitation === undefined) return '(of another)';
  return invitation.type === 'USER' ? `(of ${invitation.claimer_email})` : '(of another device of yours)';
}

function lostBy(why: Extract<Happening, { kind: 'lost' }>['why']): string {
  if (why === 'ended') return 'was ended by the server';
  if (why === 'silent') return 'fell silent';
  return why === 'broken' ? 'broke' : `failed: ${explainCall(why).message}`;
}

const inSeconds = (ms: number): string => (ms === 0 ? 'at once' : `in ${ms / 1000} s`);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
