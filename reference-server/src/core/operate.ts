import { type Intents, administrationRules, runGuards } from '@parsec-spec/spec/rules';
import type { Reply } from './call.ts';
import type { Exchange } from './exchange.ts';
import { type Judged, only, organizationPlace, settle } from './execute-intents.ts';
import { writeJson } from './json.ts';
import { reachedAt } from './reached-at.ts';
import { detailReply, jsonReply } from './replies.ts';
import type { Services } from './services.ts';

/** Operations on one organization. */
export type OrganizationOperation = Exclude<keyof typeof administrationRules, 'server_stats'>;

type AnyEffect = (context: unknown) => Omit<Intents<unknown>, 'mails'>;

/** Runs an operation on an organization whose body and path are read: guards, effect, append. */
export function operate(
  services: Services,
  exchange: Exchange,
  operation: OrganizationOperation,
  organization: string,
  request: unknown,
): Promise<Reply> {
  const { organizations, config, law, random } = services;
  const { now } = exchange;
  const effect = administrationRules[operation].effect as unknown as AnyEffect;
  return settle(services, organizationPlace(services, organization), async (): Promise<Judged> => {
    const state = await organizations.read(organization);
    const there = operation === 'organization_create' || law.administration({ state });
    if (there !== true) return only(state, detailReply(there.http, there.detail));
    const context = { state, now, random, config, request, reachedAt: reachedAt(exchange, config) };
    const refused = runGuards(law.operation(operation), context);
    if (refused !== true) return only(state, detailReply(refused.http, refused.detail));
    const { reply, records = [], events = [], webhooks = [] } = effect(context);
    const answer = jsonReply(200, writeJson(reply));
    return { ...only(state, answer), records, events, webhooks };
  });
}
