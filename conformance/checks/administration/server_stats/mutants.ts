import type { Mutant } from '@parsec-spec/reference-server/core';
import { refusal } from '../../../self-test/kit/calls.ts';
import { changeCall, changeReply, mutant } from '../../../self-test/kit/mutant.ts';

const isServerStats = (target: string): boolean => target.startsWith('/administration/stats');

/** Swaps two columns of a CSV without their headers. */
function swapColumns(csv: string, one: string, other: string): string {
  const [head = '', ...lines] = csv.split('\r\n');
  const [left, right] = [one, other].map((name) => head.split(',').indexOf(name));
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return cells
      .map((cell, at) => (at === left ? cells[right ?? at] : at === right ? cells[left ?? at] : cell))
      .join();
  });
  return [head, ...rows].join('\r\n');
}

/** Mutants of the requirements of `server_stats`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'server_stats/json-and-csv',
    'outsiders-revoked-and-active-exchanged',
    changeReply((reply, { target }) =>
      isServerStats(target) && target.includes('csv') && typeof reply.body === 'string'
        ? { ...reply, body: swapColumns(reply.body, 'outsider_users_active', 'outsider_users_revoked') }
        : reply,
    ),
  ),
  mutant(
    'server_stats/json-and-csv',
    'json-only',
    changeReply((reply, call) =>
      isServerStats(call.target) && call.target.includes('csv') && reply.status === 200
        ? refusal(422)
        : reply,
    ),
  ),
  mutant(
    'server_stats/json-and-csv',
    'without-each-65th',
    changeReply((reply, call) => {
      if (!isServerStats(call.target) || typeof reply.body !== 'string') return reply;
      const isKept = (_: unknown, index: number) => index % 65 !== 64;
      if (!call.target.includes('json'))
        return { ...reply, body: reply.body.split('\r\n').filter(isKept).join('\r\n') };
      return { ...reply, body: JSON.stringify({ stats: JSON.parse(reply.body).stats.filter(isKept) }) };
    }),
  ),
  mutant(
    'server_stats/csv-form',
    'line-feeds',
    changeReply((reply, call) =>
      isServerStats(call.target) && call.target.includes('csv')
        ? { ...reply, body: String(reply.body).replaceAll('\r\n', '\n') }
        : reply,
    ),
  ),
  mutant(
    'server_stats/format-known',
    'any',
    changeCall((call) =>
      isServerStats(call.target)
        ? { ...call, target: call.target.replace(/format=(?!json\b|csv\b)[^&]*/, 'format=json') }
        : call,
    ),
  ),
  mutant(
    'server_stats/at-restricts',
    'ignored',
    changeCall((call) =>
      isServerStats(call.target) ? { ...call, target: call.target.replace(/at=20[^&]*/, '') } : call,
    ),
  ),
];
