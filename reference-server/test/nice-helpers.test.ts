import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { serveProcess } from './process.ts';

/** Name and niceness of each thread (proc_pid_stat(5): the 19th field, counted behind the name, which may hold anything). */
function threadsOf(pid: number): { id: number; name: string; niceness: number }[] {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).map((id) => {
    const stat = readFileSync(`${tasks}/${id}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return {
      id: Number(id),
      name: stat.slice(stat.indexOf('(') + 1, end),
      niceness: Number(stat.slice(end + 2).split(' ')[16]),
    };
  });
}

test.runIf(process.platform === 'linux')(
  'threads that collect for V8 come behind those that answer and commit',
  async () => {
    const { child, ended } = await serveProcess(['--dev']);
    const threads = threadsOf(child.pid ?? 0);
    child.kill();
    await ended;

    const helpers = threads.filter(({ name }) => name === 'V8Worker');
    expect(helpers.length).toBeGreaterThan(0);
    const usual = getPriority();
    for (const { niceness } of helpers) expect(niceness).toBe(Math.min(usual + 10, 19));
    const others = threads.filter((thread) => !helpers.includes(thread));
    expect(others.map(({ id }) => id)).toContain(child.pid);
    for (const { niceness } of others) expect(niceness).toBe(usual);
  },
);
