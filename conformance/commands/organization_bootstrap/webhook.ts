import { standsAsFounded } from '../../src/effects/index.ts';
import type { Exchange } from '../../src/exchange/index.ts';
import type { Judge, MockReply } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const needs = ['start', 'administration'] as const;

verifies('organization_bootstrap/webhook-after-success', { needs }, async (judge) => {
  const sink = await judge.sink(() => ({ status: 200 }));
  const hooked = await judge.start({ bootstrapWebhook: `${sink.address}/hook` });
  const refused = await hooked.organization();
  hooked.expect.reply(
    await hooked.bootstrap(refused, { token: judge.random.bytes(16) }),
    'invalid_bootstrap_token',
  );
  const first = await hooked.bootstrapped();
  await heard(judge, sink, 1);
  // A second one, so that a call too many of the first would be heard before it.
  const second = await hooked.bootstrapped();
  await heard(judge, sink, 2);
  for (const [index, { organization, founding }] of [first, second].entries()) {
    const call = sink.heard[index];
    judge.expect.equal(call?.request.method, 'POST', 'method of the webhook call', call);
    const [, type = 'none'] =
      call?.request.headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
    judge.expect.that(/^application\/json\b/.test(type), 'Content-Type: application/json', type, call);
    const { device, person } = founding;
    const expected = {
      organization_id: organization.id,
      device_id: device.id.hex,
      device_label: device.label,
      human_email: person.email,
      human_label: person.label,
    };
    judge.expect.equal(toldBy(call), expected, 'body of the webhook call', call);
  }
});

verifies('organization_bootstrap/webhook-failure-is-harmless', { needs }, async (judge) => {
  const replies: MockReply[] = [{ status: 500 }, 'hang up'];
  const sink = await judge.sink(() => replies.shift() ?? { status: 404 });
  const hooked = await judge.start({ bootstrapWebhook: `${sink.address}/hook` });
  const founded = async () => {
    const { organization, founding } = await hooked.bootstrapped();
    await standsAsFounded(hooked, organization.id, founding);
  };
  await founded();
  await founded();
  await heard(judge, sink, 2);
  await sink.close();
  await founded();
});

/** Waits until the sink has heard so many calls, and no more than a server may take to send them. */
async function heard(judge: Judge, sink: Awaited<ReturnType<Judge['sink']>>, count: number): Promise<void> {
  for (let waited = 0; sink.heard.length < count && waited < 1000; waited += 20) await judge.sleep(20);
  judge.expect.equal(sink.heard.length, count, 'webhook calls', sink.heard[0]);
}

/** The JSON of a call; an identifier may come with hyphens. */
function toldBy(call: Exchange | undefined): unknown {
  let told: unknown;
  try {
    told = JSON.parse(Buffer.from(call?.request.body ?? []).toString('utf8'));
  } catch {
    return 'a body that is not JSON';
  }
  if (told === null || typeof told !== 'object' || !('device_id' in told)) return told;
  return { ...told, device_id: String(told.device_id).replaceAll('-', '') };
}
