import type { Fact } from '../../judge/observation.ts';
import type { OrganizationOutcome, OrganizationRequest } from './calls.ts';

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
 * Formats an outcome, as in `ok invitations=zoe@example.com#1 PENDING`. Of a long list, only the
 * last three items are shown.
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

function describe(name: string, value: unknown): string {
  if (typeof value === 'number' && ['at', 'after', 'strictlyGreaterThan'].includes(name))
    return `${(value / 1000).toFixed(3)}ms`;
  if (!Array.isArray(value)) return String(value);
  const items = value.map((item) => (typeof item === 'string' ? item : `${item.token} ${item.status}`));
  const last = items
    .slice(-3)
    .map((item) => item.replace(/@(\d+)$/, (_, micros) => `@${describe('at', Number(micros))}`));
  return `${items.length > 3 ? `${items.length}, the last: ` : ''}${last.join(', ') || 'none'}`;
}
