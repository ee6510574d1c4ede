import type { BootstrapWebhook } from '@parsec-spec/spec/rules';
import type { Organization, OrganizationRecord } from '@parsec-spec/spec/state';
import type { Reply } from './call.ts';
import { detailReply } from './replies.ts';
import type { Services } from './services.ts';

/** What came of judging on a state: a reply to give, once the records (if any) are appended to this very state. */
export interface Judged {
  readonly state: Organization;
  readonly version: number;
  readonly reply: Reply;
  readonly records: readonly OrganizationRecord[];
  readonly webhooks: readonly BootstrapWebhook[];
}

/** Nothing happens but this reply. */
export const only = (state: Organization, reply: Reply): Judged => ({
  state,
  version: state.version,
  reply,
  records: [],
  webhooks: [],
});

// Against other nodes on the same journal; in one process writers take turns and no race is lost.
const mostRounds = 64;

/**
 * Makes the intents of a judgement happen, all of them or none (DESIGN.md §4). `judge` reads the present state; it is
 * asked again whenever that has moved on before the append.
 */
export async function settle(
  { organizations, streams, announce }: Services,
  organization: string,
  judge: () => Promise<Judged>,
): Promise<Reply> {
  const first = await judge();
  if (first.records.length === 0) return first.reply;
  return organizations.inTurn(organization, async () => {
    let judged = first;
    for (let round = 0; round < mostRounds; round++) {
      if (judged.state.version !== judged.version) judged = await judge();
      if (judged.records.length === 0) return judged.reply;
      if (await organizations.append(judged.state, judged.records)) {
        streams.review(judged.state);
        await Promise.all(judged.webhooks.map(announce));
        return judged.reply;
      }
      judged = await judge();
    }
    return detailReply(503, 'Service Unavailable');
  });
}
