import type { Operation } from '../operation.ts';
import { givenBy } from './given-by.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';
import { isDoneTo, rights, served, toldKind, worded } from './told-kind.ts';

type Ending = Extract<OrganizationRequest, { cmd: 'invite_cancel' | 'invite_complete' }>;
type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** Of calls that are alike so many are told: how many more there were is luck. */
const most = 2;
/** So many kinds of calls make a name; more are what could not be made few. */
const longest = 6;

/**
 * Which contradiction some calls are, whoever made them and whenever: `invite_cancel → ok beside invite_complete → ok`. The
 * same words for the same defect, so that one that is known does not hide another. `supposed`: what came before; of it what
 * was done to the same people, devices and invitations belongs to the name. `right`: statuses that would have been right of
 * a call that contradicts no other.
 */
export function toldContradiction(
  calls: readonly Call[],
  supposed: readonly Call[] = [],
  right: readonly (string | number)[] = [],
): string {
  const authors = new Set(calls.flatMap(({ request }) => ('by' in request ? (request.by?.user ?? []) : [])));
  const tokens = new Set(calls.flatMap(({ request }) => ('token' in request ? request.token : [])));
  const things = new Set(calls.flatMap(thingsOf));
  const clashing = supposed.filter(
    (one) =>
      isDoneTo(one.request, authors) ||
      (isEnd(one.request) && tokens.has(one.request.token)) ||
      thingsOf(one).some((thing) => things.has(thing)),
  );
  // What is supposed is so, even if that was never answered.
  const all = [
    ...calls,
    ...clashing
      .filter((one) => !calls.includes(one))
      .map((one) => ({ ...one, outcome: one.outcome ?? { status: 'ok' } })),
  ];
  const named = (some: readonly Call[], among: readonly Call[] = all) =>
    some.map((call) => toldKind(call, authors, among)).sort();
  const twice = endedTwice(all);
  if (twice !== undefined) return named(twice, twice).join(' beside ');
  const blamed = named(all.filter(({ request }) => !isLifting(request)));
  const told = blamed.every(isShut) ? named(all) : blamed;
  if (told.length === 1 && right.length > 0)
    return `${told.join('')} instead of ${right.map(worded).join(' or ')}`;
  const few = decisive(
    told.filter((one, index) => told[index - (isShut(one) || states.has(one) ? 1 : most)] !== one),
  );
  return few.length > longest ? 'more calls than are told of in short' : few.join(' beside ');
}

/** Two calls that both ended one invitation, and not in the same way if that can be had: with them anything else belongs to it by luck. */
function endedTwice(all: readonly Call[]): readonly Call[] | undefined {
  for (const first of all) {
    const { request, outcome } = first;
    if (!isEnd(request) || outcome?.status !== 'ok') continue;
    const others = all.filter(
      (other) =>
        other !== first &&
        isEnd(other.request) &&
        other.outcome?.status === 'ok' &&
        other.request.token === request.token,
    );
    const second = others.find((other) => other.request.cmd !== request.cmd) ?? others[0];
    if (second !== undefined) return [first, second];
  }
  return undefined;
}

/** What makes the name where somebody was heard whose rights had changed: the worst that he could do, and the most that he had lost. */
function decisive(told: readonly string[]): readonly string[] {
  const causes = told.filter((one) => one === rights.revoked || one === rights.changed);
  if (causes.length === 0) return told;
  // Who takes another's rights, and has lost his own to him, is served as well.
  const all = causes.length === told.length ? [served.write, ...told] : told;
  const [, ...milder] = Object.values(served).filter((one) => all.includes(one));
  if (causes.includes(rights.revoked)) milder.push(rights.changed);
  return all.filter((one) => !milder.includes(one));
}

/** Told as one of all who are shut out. */
const isShut = (told: string) => !told.includes(' ');

/** Told of many calls as of one. */
const states: ReadonlySet<string> = new Set([...Object.values(served), ...Object.values(rights)]);

/** Whether it ends an invitation. */
export const isEnd = (request: OrganizationRequest): request is Ending =>
  request.cmd === 'invite_cancel' || request.cmd === 'invite_complete';

/** Whether it lets in again who was shut out: that may be why a call was served. Where all are turned away it is what was not heeded. */
const isLifting = ({ cmd }: OrganizationRequest): boolean =>
  cmd === 'organization_unexpire' || cmd === 'user_unfreeze';

/** What there is one of. */
const thingsOf = (call: Call): readonly string[] =>
  givenBy(call).filter((thing) => /^(user|device|address|revocation) /.test(thing));
