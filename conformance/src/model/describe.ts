import type { Fact } from '../judge/observation.ts';
import type { ListedInvitation, OrganizationOutcome, OrganizationRequest } from './calls.ts';

/** Fields that are not shown, because the command or the name of the client contains them. */
const HIDDEN: readonly string[] = ['cmd', 'by', 'role', 'move', 'listener', 'excused', 'mistake'];

/** Formats a request, as in `user_revoke user=bob email=bob@example.com at=5.000ms`. */
export const describeRequest = (request: OrganizationRequest): string =>
  [
    request.cmd,
    ...Object.entries(request)
      .filter(([name]) => !HIDDEN.includes(name))
      .map(([name, value]) => `${name}=${describe(name, value)}`),
  ].join(' ');

/**
 * Formats an outcome, as in `ok invitations=zoe@example.com#1 PENDING`. Of a list of more
 * than four items, only the last three are shown.
 */
export const describeOutcome = ({ status, ...fields }: OrganizationOutcome): string =>
  [
    typeof status === 'number' ? `HTTP ${status}` : status,
    ...Object.entries(fields).map(([name, value]) => `${name}=${describe(name, value)}`),
  ].join(' ');

/** The outcome of a call in the model: an answer, or a text with the fields of the reply. */
export function factOf(outcome: OrganizationOutcome): Fact {
  const { status, ...fields } = outcome;
  if (Object.keys(fields).length > 0) return { text: describeOutcome(outcome) };
  return typeof status === 'number' ? { http: status } : { status };
}

/** An item of a list in an outcome: a name, a fact, or an invitation with its status. */
export const itemText = (item: string | ListedInvitation): string =>
  typeof item === 'string' ? item : `${item.token} ${item.status}`;

function describe(name: string, value: unknown): string {
  if (typeof value === 'number' && ['at', 'after', 'strictlyGreaterThan'].includes(name))
    return `${(value / 1000).toFixed(3)}ms`;
  if (!Array.isArray(value)) return String(value);
  const items = value.map(itemText);
  const isLong = items.length > 4;
  const last = items
    .slice(isLong ? -3 : 0)
    .map((item) => item.replace(/@(\d+)$/, (_, micros) => `@${describe('at', Number(micros))}`));
  return `${isLong ? `${items.length}, the last: ` : ''}${last.join(', ') || 'none'}`;
}
