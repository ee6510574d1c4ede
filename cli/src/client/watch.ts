import { type WatchEvent, watch as watchOrganization } from '@parsec-spec/reference-client/events';
import { explainCall, explainSync, describeWatchEvent } from '@parsec-spec/reference-client/explain';
import type { CommonOptions, Context } from './context.ts';
import { failed } from './failed.ts';
import { interruptible } from '../main/interruption.ts';
import { type DeviceOptions, openedSession } from './opened-session.ts';
import { printable } from '../main/printable.ts';

/** Options of `client watch`. */
export interface WatchOptions extends DeviceOptions, Pick<CommonOptions, 'output'> {
  /** Ends after so many ms, or so many happenings. */
  for?: number;
  count?: number;
}

/** `client watch`: says what happens in the organization, a line each (JSON: an object a line), until it is interrupted, or what was wanted is over. */
export async function watch(context: Context, options: WatchOptions): Promise<void> {
  const session = await openedSession(context, options);
  await interruptible(async (signal) => {
    const enough =
      options.for === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(options.for)]);
    let left = options.count ?? Number.POSITIVE_INFINITY;
    for await (const happening of watchOrganization(session, { signal: enough })) {
      if (happening.kind === 'refused')
        throw failed(happening.failure.outcome, explainCall(happening.failure));
      if (happening.kind === 'not-synced' && happening.failure.outcome === 'lying-server') {
        throw failed('lying-server', explainSync(happening.failure));
      }
      tell(happening, options.output);
      if (isAboutPeople(happening)) left--;
      if (left <= 0) return;
    }
  });
}

function tell(happening: WatchEvent, output: CommonOptions['output']): void {
  const text = printable(describeWatchEvent(happening));
  const at = new Date();
  const line =
    output === 'json'
      ? JSON.stringify({ at: at.toISOString(), kind: happening.kind, text, ...factsOf(happening) })
      : `${at.toTimeString().slice(0, 8)}  ${text}`;
  process.stdout.write(`${line}\n`);
}

// What became of the connection is told, and counts for nothing.
const isAboutPeople = ({ kind }: WatchEvent): boolean =>
  !['open', 'lost', 'missed-events', 'not-synced', 'refused'].includes(kind);

function factsOf(happening: WatchEvent): object {
  switch (happening.kind) {
    case 'user-enrolled':
    case 'user-revoked':
    case 'profile-changed':
    case 'device-added': {
      const { id, handle, profile } = happening.user;
      const user = { id: id.hex, email: handle?.[0] ?? null, name: handle?.[1] ?? null, profile };
      const device = 'device' in happening ? happening.device : undefined;
      return { user, ...(device && { device: { id: device.id.hex, label: device.label } }) };
    }
    case 'invitation':
      return { token: hex(happening.token), status: happening.status };
    case 'claimer-waits':
    case 'greeting-joined':
    case 'greeting-cancelled':
      return { token: hex(happening.token) };
    case 'lost':
      return { retry_in_ms: happening.retryInMs };
    default:
      return {};
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
