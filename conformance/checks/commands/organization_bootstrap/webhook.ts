import type { Judge } from '../../../src/judge/judge.ts';
import type { MockReply, MockServer } from '../../../src/judge/mock-server.ts';
import type { Organization } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import { parseJson } from '../../../src/wire/parse-json.ts';

const needs = ['start', 'administration'] as const;

verifies('organization_bootstrap/webhook-after-success', { needs }, async (check) => {
  const { judge, sink } = await check.withWebhook(() => ({ status: 200 }));
  const refused = await judge.organization();
  judge.expect.reply(
    await judge.bootstrap(refused, { token: judge.random.bytes(16) }),
    'invalid_bootstrap_token',
  );
  const first = await judge.bootstrapped();
  await waitForCalls(judge, sink, [refused, first.organization], 1);
  // A second bootstrap. A surplus call about the first one would arrive before the call about it.
  const second = await judge.bootstrapped();
  const calls = await waitForCalls(judge, sink, [refused, first.organization, second.organization], 2);
  for (const [index, { organization, bootstrap }] of [first, second].entries()) {
    const call = calls[index];
    judge.expect.equal(call?.request.method, 'POST', 'method of the webhook call', call);
    const [, type = 'none'] =
      call?.request.headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
    judge.expect.that(/^application\/json\b/.test(type), 'Content-Type: application/json', type, call);
    const { device, person } = bootstrap;
    const expected = {
      organization_id: organization.id,
      device_id: device.id.hex,
      device_label: device.label,
      human_email: person.email,
      human_label: person.label,
    };
    judge.expect.equal(contentOf(call), expected, 'body of the webhook call', call);
  }
});

verifies('organization_bootstrap/webhook-failure-is-harmless', { needs }, async (check) => {
  const replies: MockReply[] = [{ status: 500 }, 'hang up'];
  const { judge, sink } = await check.withWebhook(() => replies.shift() ?? { status: 404 });
  const bootstrapped = async () => {
    const { organization, bootstrap } = await judge.bootstrapped();
    await expectBootstrapped(judge, organization.id, bootstrap);
    return organization;
  };
  await waitForCalls(judge, sink, [await bootstrapped(), await bootstrapped()], 2);
  await sink.close();
  await bootstrapped();
});

/**
 * Waits until this number of calls about these organizations has arrived, or until the longest time
 * that a server may take to send them.
 */
async function waitForCalls(
  judge: Judge,
  { exchanges: all }: MockServer,
  organizations: readonly Organization[],
  count: number,
): Promise<readonly Exchange[]> {
  const ids = new Set<unknown>(organizations.map(({ id }) => id));
  // Drops delayed calls about organizations of earlier checks. A call without an organization id is
  // kept.
  // The wait looks at all calls again and again, so each is read once.
  const relevance = new Map<Exchange, boolean>();
  const isRelevant = (call: Exchange): boolean => {
    const { organization_id: id } = Object(contentOf(call));
    return typeof id !== 'string' || ids.has(id);
  };
  const relevant = () =>
    all.filter((call) => {
      const known = relevance.get(call) ?? isRelevant(call);
      relevance.set(call, known);
      return known;
    });
  return judge.collect(relevant, count, 'webhook calls', () => all[0]);
}

/** The JSON of a call. Its identifiers may contain hyphens. */
function contentOf(call: Exchange | undefined): unknown {
  let content: unknown;
  try {
    content = parseJson(Buffer.from(call?.request.body ?? []).toString('utf8'));
  } catch {
    return 'a body that is not JSON';
  }
  if (content === null || typeof content !== 'object' || !('device_id' in content)) return content;
  return { ...content, device_id: String(content.device_id).replaceAll('-', '') };
}
