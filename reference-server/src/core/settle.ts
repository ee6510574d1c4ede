import type { BootstrapWebhook, Emission, Mail, MailOutcome } from '@parsec-spec/spec/rules';
import type { Organization, OrganizationRecord } from '@parsec-spec/spec/state';
import { keptEvent } from '../streams/kept-event.ts';
import type { Reply } from './call.ts';
import { detailReply } from './replies.ts';
import type { Services } from './services.ts';

/** What came of judging on a state: a reply to give, once the records and events (if any) are appended to this very state. */
export interface Judged {
  readonly state: Organization;
  readonly version: number;
  /** The reply, made of what became of the mails. */
  readonly answer: (outcomes: readonly MailOutcome[]) => Reply;
  readonly records: readonly OrganizationRecord[];
  readonly events: readonly Emission[];
  readonly mails: readonly Mail[];
  readonly webhooks: readonly BootstrapWebhook[];
}

/** Nothing happens but this reply. */
export const only = (state: Organization, reply: Reply): Judged => ({
  state,
  version: state.version,
  answer: () => reply,
  records: [],
  events: [],
  mails: [],
  webhooks: [],
});

const keepsNothing = ({ records, events }: Judged): boolean => records.length === 0 && events.length === 0;

// Against other nodes on the same journal; in one process writers take turns and no race is lost.
const mostRounds = 64;

/**
 * Makes the intents of a judgement happen, all of them or none (DESIGN.md §4). `judge` reads the present state; it is
 * asked again whenever that has moved on before the append.
 */
export async function settle(
  services: Services,
  organization: string,
  judge: () => Promise<Judged>,
): Promise<Reply> {
  const first = await judge();
  const judged = keepsNothing(first)
    ? first
    : await services.organizations.inTurn(organization, () => keep(services, first, judge));
  if (judged === undefined) return detailReply(503, 'Service Unavailable');
  // What leaves the house takes its time, and nobody else waits for it.
  const { mails, webhooks, answer } = judged;
  const [outcomes] = await Promise.all([
    Promise.all(mails.map(services.send)),
    Promise.all(webhooks.map(services.announce)),
  ]);
  return answer(outcomes);
}

/** Appends what was judged, judged again where the state has moved on; undefined when other nodes were always faster. */
async function keep(
  { organizations, streams, random }: Services,
  first: Judged,
  judge: () => Promise<Judged>,
): Promise<Judged | undefined> {
  let judged = first;
  for (let round = 0; round < mostRounds; round++) {
    if (judged.state.version !== judged.version) judged = await judge();
    if (keepsNothing(judged)) return judged;
    const { state, records } = judged;
    const events = judged.events.map((emission) => keptEvent(emission, random(16)));
    if (await organizations.append(state, records, events)) {
      // Who is put out hears of it, and then nothing more.
      streams.tell(state.organization_id, events);
      if (records.length > 0) streams.review(state);
      return judged;
    }
    judged = await judge();
  }
  return undefined;
}
