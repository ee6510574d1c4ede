import { linearizable, type Theme } from '../src/histories/index.ts';
import type { Judge } from '../src/judge/index.ts';
import { verifies } from '../src/verifies/index.ts';

const id = 'durability/linearizable-per-organization';
const timeout = 60_000;

/** What clients are busy with, and how many seats there are. */
const scenes: Readonly<Record<string, { readonly theme: Theme; readonly limit: number | null }>> = {
  members: { theme: 'members', limit: null },
  seats: { theme: 'members', limit: 7 },
  invitations: { theme: 'invitations', limit: null },
  greetings: { theme: 'greetings', limit: null },
  everything: { theme: 'everything', limit: 9 },
};

/** Twelve clients, each with its own lots, ask all at once. */
const crowd = { clients: 12, calls: 30 };

const tell = (judge: Judge, { calls, unanswered }: { readonly calls: number; readonly unanswered: number }) =>
  judge.note(
    `one order explains ${calls} calls${unanswered === 0 ? '' : `, ${unanswered} of them unanswered`}`,
  );

for (const [name, scene] of Object.entries(scenes)) {
  verifies(id, { case: name, needs: ['faults', 'administration'], timeout }, async (judge) => {
    tell(judge, await linearizable(judge, { ...scene, ...crowd, nodes: [judge] }));
  });

  verifies(id, { case: `${name}-of-two-nodes`, needs: ['faults', 'nodes'], timeout }, async (judge) => {
    const place = await judge.deploy({ nodes: 2 });
    const nodes = [place.judge(0), place.judge(1)];
    tell(judge, await linearizable(judge, { ...scene, ...crowd, nodes }));
  });

  verifies(id, { case: `${name}-over-a-kill`, needs: ['faults', 'durable'], timeout }, async (judge) => {
    const place = await judge.deploy();
    const midway = async () => {
      await place.nodes[0]?.kill();
      await place.nodes[0]?.start();
    };
    tell(judge, await linearizable(judge, { ...scene, ...crowd, nodes: [place.judge()], midway }));
  });
}
