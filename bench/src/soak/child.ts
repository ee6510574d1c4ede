import { Organization } from '../load/organizations.ts';
import { attack, type Part, type Plan, type Report } from './attack.ts';
import { validCalls } from './valid-calls.ts';
import { malformed } from './malformed.ts';
import { Probe } from './probe.ts';
import { templates } from './templates.ts';

// One side of the soak in a process of its own on the second core: `attack` or `probe`.
const [, , side = '', text = ''] = process.argv;
const say = (message: object): void => void process.send?.(message);
process.on('disconnect', () => process.exit(0));

if (side === 'attack') {
  const plan: Plan & { readonly seed: number } = JSON.parse(text);
  const run = `soak${process.pid}`;
  const valid = await templates(plan.port, run);
  const [organization] = await Organization.founded(plan.port, `${run}-v`, 1);
  if (organization === undefined) throw new Error('nothing was founded');
  const sources = {
    malformed: (number: number) => malformed(valid, plan.seed, number),
    valid: validCalls(organization),
  };
  const reports: Record<keyof typeof sources, Report> = {
    malformed: { sent: 0, statuses: {}, faults: [] },
    valid: { sent: 0, statuses: {}, faults: [] },
  };
  say({ ready: true });
  process.on('message', async ({ kind, ...part }: Part & { readonly kind: keyof typeof sources }) => {
    const report = reports[kind];
    const timer = setInterval(() => say(report), 500);
    await attack(plan, part, sources[kind], report).catch((fault: Error) => {
      report.faults.push(fault.message);
    });
    clearInterval(timer);
    say({ ...report, done: true });
  });
} else {
  const { port, pace }: { port: number; pace: number } = JSON.parse(text);
  const probe = await Probe.start(port, `soak${process.pid}`, pace);
  say({ ready: true });
  process.on('message', () => say(probe.take()));
}
