import { attack, type Part, type Plan, type Report } from './attack.ts';
import { Probe } from './probe.ts';
import { templates } from './templates.ts';

// One side of the soak in a process of its own on the second core: `attack` or `probe`.
const [, , side = '', text = ''] = process.argv;
const say = (message: object): void => void process.send?.(message);
process.on('disconnect', () => process.exit(0));

if (side === 'attack') {
  const plan: Plan = JSON.parse(text);
  const valid = await templates(plan.port, `soak${process.pid}`);
  const report: Report = { sent: 0, statuses: {}, faults: [] };
  say({ ready: true });
  process.on('message', async (part: Part) => {
    const timer = setInterval(() => say(report), 500);
    await attack(plan, part, valid, report).catch((fault: Error) => {
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
