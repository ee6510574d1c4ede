import { type WatchEvent, watch as watchOrganization } from '@parsec-spec/reference-client/events';
import { describeWatchEvent, explainCall, explainSync } from '@parsec-spec/reference-client/explain';
import type { Command } from 'commander';
import { parseSecondsToMs } from '../main/arguments.ts';
import { interruptible } from '../main/interruption.ts';
import { printable } from '../main/printable.ts';
import type { CommonOptions, Context } from './context.ts';
import { tokenHex } from './invitations.ts';
import { journeyError } from './journey-error.ts';
import { type DeviceOptions, openSession } from './open-device.ts';
import { count, run, withDevice } from './options.ts';

/** Options of `client watch`. */
interface WatchOptions extends DeviceOptions {
  /** Ends after this time in ms. */
  for?: number;
  count?: number;
}

export function addWatch(client: Command): void {
  withDevice(client.command('watch'))
    .description('print changes of the organization as they happen')
    .option('--for <seconds>', 'end after this time', parseSecondsToMs)
    .option('--count <number>', 'end after this number of changes', count)
    .action((_options, command) => run(command, watch));
}

/**
 * `client watch`: prints each change of the organization in one line (JSON: one object per line),
 * until it is interrupted or a limit is reached.
 */
async function watch(context: Context, options: WatchOptions): Promise<void> {
  const session = await openSession(context, options);
  await interruptible(async (signal) => {
    const enough =
      options.for === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(options.for)]);
    let remaining = options.count ?? Number.POSITIVE_INFINITY;
    for await (const event of watchOrganization(session, { signal: enough })) {
      if (event.kind === 'refused') throw journeyError(event.failure.outcome, explainCall(event.failure));
      if (event.kind === 'not-synced' && event.failure.outcome === 'history-refused') {
        throw journeyError('history-refused', explainSync(event.failure));
      }
      print(event, context.output);
      if (isAboutPeople(event)) remaining--;
      if (remaining <= 0) return;
    }
  });
}

function print(event: WatchEvent, output: CommonOptions['output']): void {
  const text = printable(describeWatchEvent(event));
  const at = new Date();
  const line =
    output === 'json'
      ? JSON.stringify({ at: at.toISOString(), kind: event.kind, text, ...factsOf(event) })
      : `${at.toTimeString().slice(0, 8)}  ${text}`;
  process.stdout.write(`${line}\n`);
}

// Changes of the connection are printed but not counted.
const isAboutPeople = ({ kind }: WatchEvent): boolean =>
  !['open', 'lost', 'missed-events', 'withheld', 'not-synced', 'refused'].includes(kind);

function factsOf(event: WatchEvent): object {
  switch (event.kind) {
    case 'user-enrolled':
    case 'user-revoked':
    case 'profile-changed':
    case 'device-added': {
      const { id, handle, profile } = event.user;
      const user = { id: id.hex, email: handle?.[0] ?? null, name: handle?.[1] ?? null, profile };
      const device = 'device' in event ? event.device : undefined;
      return { user, ...(device && { device: { id: device.id.hex, label: device.label } }) };
    }
    case 'invitation':
      return { token: tokenHex(event.token), status: event.status };
    case 'claimer-waits':
    case 'greeting-joined':
    case 'greeting-cancelled':
      return { token: tokenHex(event.token) };
    case 'lost':
      return { retry_in_ms: event.retryInMs };
    default:
      return {};
  }
}
