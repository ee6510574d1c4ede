import type { AccountRecord, Organization, OrganizationRecord } from '@parsec-spec/spec/records';
import type { BootstrapWebhook, Emission, IntentOutcomes, Mail } from '@parsec-spec/spec/rules';
import type { Accounts, CertificatePlace } from '@parsec-spec/spec/state';
import { keptEvent } from '../delivery/events/event-frames.ts';
import { accountStream, type KeptEvent } from '../storage/journal.ts';
import { JournalError } from '../storage/journal-error.ts';
import type { Ledger, Versioned } from '../storage/ledger/ledger.ts';
import type { Reply } from './call.ts';
import { logRecords } from './log-records.ts';
import { detailReply } from './replies.ts';
import type { Services } from './services.ts';

/**
 * The decision on a state: the reply to give once the records and events (if any) are
 * appended to exactly this state.
 */
export interface Decision<State = Organization, Entry = OrganizationRecord> {
  readonly state: State;
  readonly version: number;
  /** Makes the reply from the outcomes of the other intents. */
  readonly answer: (done: IntentOutcomes) => Reply;
  readonly certificates: readonly CertificatePlace[];
  readonly records: readonly Entry[];
  readonly events: readonly Emission[];
  readonly mails: readonly Mail[];
  readonly webhooks: readonly BootstrapWebhook[];
}

/** A decision without any effect but this reply. */
export const replyOnly = <State extends Versioned>(state: State, reply: Reply): Decision<State, never> => ({
  state,
  version: state.version,
  answer: () => reply,
  certificates: [],
  records: [],
  events: [],
  mails: [],
  webhooks: [],
});

/** A stream to write to, and the action after an append. */
interface RecordStream<State extends Versioned, Entry extends OrganizationRecord | AccountRecord> {
  readonly ledger: Ledger<State, Entry>;
  readonly id: string;
  readonly appended: (state: State, events: readonly KeptEvent[], records: readonly Entry[]) => void;
}

/** The stream of an organization. */
export const organizationRecords = (
  { organizations, streams, follower, log }: Services,
  id: string,
): RecordStream<Organization, OrganizationRecord> => ({
  ledger: organizations,
  id,
  appended: (state, events, records) => {
    logRecords(log, id, records);
    if (follower !== undefined) return follower.wake(id);
    // A revoked user receives this event, and then their streams end.
    streams.send(id, events);
    if (records.length > 0) streams.review(state);
  },
});

/** The stream of the server itself. It has no listeners. */
export const accountRecords = ({ accounts }: Services): RecordStream<Accounts, AccountRecord> => ({
  ledger: accounts,
  id: accountStream,
  appended: () => {},
});

// Reached only if other nodes on the same journal win every race; within one process writers take
// turns.
const MAX_APPENDS = 64;

/**
 * Carries out the intents of a decision, all of them or none (ARCHITECTURE.md). `decide` reads the
 * current state. It runs again whenever the state has moved on before the append.
 */
export async function executeIntents<
  State extends Versioned,
  Entry extends OrganizationRecord | AccountRecord,
>(
  services: Services,
  stream: RecordStream<State, Entry>,
  decide: () => Promise<Decision<State, Entry>>,
): Promise<Reply> {
  const { random, send, announce } = services;
  const first = await decide();
  const decision = writesNothing(first)
    ? first
    : await stream.ledger.runExclusive(stream.id, () => appendOrDecideAgain(stream, random, first, decide));
  if (decision === undefined) return detailReply(503, 'Service Unavailable');
  const { certificates, mails, webhooks, answer } = decision;
  if (certificates.length > 0) return withCertificates(services, stream, decision, decide);
  if (mails.length === 0 && webhooks.length === 0) return answer(nothingMore);
  // Mails and webhooks take time, and other commands do not wait for them.
  const [outcomes] = await Promise.all([Promise.all(mails.map(send)), Promise.all(webhooks.map(announce))]);
  return answer({ certificates: [], mails: outcomes });
}

// A database that changes during each read has unknown content.
const MAX_READS = 4;

/**
 * The reply to a command that only reads, with the certificates that the state refers to. The
 * command is decided again if the database may have changed.
 */
async function withCertificates<State extends Versioned, Entry extends OrganizationRecord | AccountRecord>(
  services: Services,
  stream: RecordStream<State, Entry>,
  first: Decision<State, Entry>,
  decide: () => Promise<Decision<State, Entry>>,
): Promise<Reply> {
  let decision = first;
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    const certificates = await certificatesOf(services, stream, decision);
    if (certificates !== undefined) return decision.answer({ certificates, mails: [] });
    decision = await decide();
  }
  throw new JournalError('away', 'the database changed each time it was read', 'Ask again.');
}

/** The certificates that a state refers to; undefined if they may be those of another database. */
async function certificatesOf<State extends Versioned, Entry extends OrganizationRecord | AccountRecord>(
  services: Services,
  { ledger, id }: RecordStream<State, Entry>,
  { state, certificates }: Decision<State, Entry>,
): Promise<readonly Uint8Array[] | undefined> {
  try {
    const read = await services.certificates.read(id, certificates);
    return ledger.isCurrent(state) ? read : undefined;
  } catch (error) {
    if (ledger.isCurrent(state)) throw error;
    return undefined;
  }
}

const nothingMore: IntentOutcomes = { certificates: [], mails: [] };

const writesNothing = ({
  records,
  events,
}: Pick<Decision, 'events'> & { readonly records: readonly unknown[] }) =>
  records.length === 0 && events.length === 0;

/**
 * Appends what was decided, and decides again where the state has moved on. Undefined if other nodes
 * won every race.
 */
async function appendOrDecideAgain<State extends Versioned, Entry extends OrganizationRecord | AccountRecord>(
  { ledger, id, appended }: RecordStream<State, Entry>,
  random: Services['random'],
  first: Decision<State, Entry>,
  decide: () => Promise<Decision<State, Entry>>,
): Promise<Decision<State, Entry> | undefined> {
  let decision = first;
  for (let round = 0; round < MAX_APPENDS; round++) {
    if (decision.state.version !== decision.version) decision = await decide();
    if (writesNothing(decision)) return decision;
    const { state, records } = decision;
    const events = decision.events.map((emission) => keptEvent(emission, random(16)));
    if (await ledger.append(id, state, records, events)) {
      appended(state, events, records);
      return decision;
    }
    decision = await decide();
  }
  return undefined;
}
