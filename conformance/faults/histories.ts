import { linearizable, type Theme } from '../src/histories/index.ts';
import type { Judge } from '../src/judge/index.ts';
import { verifies } from '../src/verifies/index.ts';

const id = 'durability/linearizable-per-organization';
/** ms: several scenes, each for some seconds, on a machine that may be busy with much else. */
const timeout = 120_000;

/** What clients are busy with, and how many seats there are. */
interface Scene {
  readonly theme: Theme;
  readonly limit: number | null;
}

const members: Scene = { theme: 'members', limit: null };
const seats: Scene = { theme: 'members', limit: 7 };
const invitations: Scene = { theme: 'invitations', limit: null };
const greetings: Scene = { theme: 'greetings', limit: null };
const everything: Scene = { theme: 'everything', limit: 9 };
const freezes: Scene = { theme: 'freezes', limit: null };
const expiry: Scene = { theme: 'expiry', limit: null };
const alone = { members, seats, invitations, greetings, everything, freezes, expiry };

/** Twelve clients, each with its own lots, ask all at once. */
const crowd = { clients: 12, calls: 30 };

/** Scenes of one deployment, each in an organization of its own: starting servers takes longer than calling them. */
const programmes = {
  members: [members, seats],
  invitations: [invitations, greetings, everything],
  doors: [freezes, expiry],
};

/** Streams end with a kill, and when somebody is shut out: there nobody listens. */
const quiet: readonly Theme[] = ['freezes', 'expiry'];

async function play(
  judge: Judge,
  scene: Scene,
  nodes: readonly Judge[],
  midway?: () => Promise<void>,
): Promise<void> {
  const listens = midway === undefined && judge.has('events') && !quiet.includes(scene.theme);
  const how = { ...scene, ...crowd, nodes, listens, ...(midway === undefined ? {} : { midway }) };
  const { calls, events, unanswered } = await linearizable(judge, how);
  const silence = unanswered === 0 ? '' : `, ${unanswered} of them unanswered`;
  const heard = events === 0 ? '' : `, and ${events} events`;
  judge.note(`${scene.theme}: one order explains ${calls} calls${silence}${heard}`);
}

for (const [name, scene] of Object.entries(alone))
  verifies(id, { case: name, needs: ['faults', 'administration'], timeout }, (judge) =>
    play(judge, scene, [judge]),
  );

for (const [name, scenes] of Object.entries(programmes)) {
  verifies(id, { case: `${name}-of-two-nodes`, needs: ['faults', 'nodes'], timeout }, async (judge) => {
    const place = await judge.deploy({ nodes: 2 });
    for (const scene of scenes) await play(judge, scene, [place.judge(0), place.judge(1)]);
  });

  verifies(id, { case: `${name}-over-a-kill`, needs: ['faults', 'durable'], timeout }, async (judge) => {
    const place = await judge.deploy();
    const [node] = place.nodes;
    const midway = async () => {
      await node?.kill();
      await node?.start();
    };
    for (const scene of scenes) await play(judge, scene, [place.judge()], midway);
  });
}
