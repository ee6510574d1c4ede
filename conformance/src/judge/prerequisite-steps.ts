import { decodeMap } from '../wire/decode.ts';
import type { Exchange } from '../wire/exchange.ts';
import { STEPS, type Step } from './failure.ts';

const stepOfCommand: Readonly<Record<string, Step>> = {
  user_create: 'enrol',
  device_create: 'enrol',
  invite_new_user: 'invite',
  invite_new_device: 'invite',
};

/** For each step, the check that judges it. */
export const judgingChecks: Readonly<Record<Step, string>> = {
  create: 'organization_create/visible-as-created',
  bootstrap: 'organization_bootstrap/coherent-certificates-accepted',
  authenticate: 'organization_bootstrap/first-device-works-at-once',
  invite: 'invite_new_user/gives-token',
  enrol: 'user_create/coherent-certificates-accepted',
  listen: 'events_listen/configuration-first',
};

/** Further rules whose checks judge a step, of commands that take it too. */
const furtherRules: Readonly<Record<string, Step>> = {
  'device_create/device-works-at-once': 'enrol',
};

/** The rule of a check: its first requirement. */
export const ruleOf = (check: string): string => check.split('#', 1)[0] ?? check;

/** The step that a rule is about; undefined for most rules. */
export const stepOfRule = (rule: string): Step | undefined =>
  furtherRules[rule] ?? STEPS.find((step) => ruleOf(judgingChecks[step]) === rule);

/** The step that a request takes: by its route, and by its command where a route has several steps. */
export function stepOf({ request }: Exchange): Step | undefined {
  const [, family] = request.target.split('/');
  switch (family) {
    case 'administration':
      return 'create';
    case 'anonymous':
      return 'bootstrap';
    case 'invited':
      return 'invite';
    case 'authenticated':
      return request.method === 'GET' ? 'listen' : (stepOfCommand[commandIn(request.body)] ?? 'authenticate');
    default:
      return undefined;
  }
}

/** The command in a request's body; empty if it is none. */
export const commandIn = (body: Uint8Array): string => String(decodeMap(body)?.cmd ?? '');
