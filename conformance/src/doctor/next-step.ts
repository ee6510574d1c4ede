import { type Requirement, requirements } from '@parsec-spec/spec/requirements';
import type { Step } from '../judge/failure.ts';
import { judgingChecks } from '../judge/prerequisite-steps.ts';
import { UNROUTED } from '../runner/preflight/preflight.ts';
import type { StepResult, StreamedLine } from '../runner/preflight/try-steps.ts';
import { configurationFrame } from '../wire/event-frames.ts';

/** What to do about the first step that fails. */
export interface NextStep {
  readonly step: Step;
  /** A likely reason for the answer; undefined if it could have many. */
  readonly hint?: string;
  /** The requirements that the step rests on. */
  readonly requirements: readonly Pick<Requirement, 'id' | 'row' | 'section' | 'level' | 'sentence'>[];
  /** Topics of the specification (`parsec-spec read TOPIC`). */
  readonly topics: readonly string[];
  /** The check that judges the step (`parsec-spec validate TARGET --only CHECK`). */
  readonly check: string;
}

/** The reading for each step: topics of the specification, and the ids of requirements. */
const readings: Readonly<
  Record<Step, { readonly topics: readonly string[]; readonly ids: readonly string[] }>
> = {
  create: {
    topics: ['organization_create', 'administration'],
    ids: [
      'administration/token-exact',
      'organization_create/gives-both-links',
      'organization_create/visible-as-created',
    ],
  },
  bootstrap: {
    topics: ['organization_bootstrap', 'certificates', 'encoding'],
    ids: ['organization_bootstrap/coherent-certificates-accepted'],
  },
  authenticate: {
    topics: ['authentication', 'organization_info'],
    ids: ['authentication/token-form', 'organization_bootstrap/first-device-works-at-once'],
  },
  invite: {
    topics: ['invite_new_user', 'invite_info'],
    ids: [
      'invite_new_user/gives-token',
      'authentication/invitation-token-form',
      'invite_info/user-invitation',
    ],
  },
  enrol: {
    topics: ['user_create', 'certificates'],
    ids: ['user_create/coherent-certificates-accepted'],
  },
  listen: {
    topics: ['events', 'events_listen'],
    ids: ['events/stream-headers', 'events_listen/configuration-first', 'events_listen/certificate-event'],
  },
};

/** The rule, and its check, of the media type of a reply, which no step judges. */
const MEDIA_TYPE = 'transport/reply-is-msgpack';

/** The checks of the events that `listen` waits for after the first one. */
const eventChecks: Readonly<Record<string, string>> = {
  COMMON_CERTIFICATE: 'events_listen/certificate-event',
  INVITATION: 'events_listen/invitation-event',
};

/** What to do about the first step that fails; undefined if none does. */
export function nextStep(steps: readonly StepResult[]): NextStep | undefined {
  const failed = steps.find(({ outcome }) => outcome === 'fail');
  if (failed === undefined) return undefined;
  const { step } = failed;
  const { topics } = readings[step];
  const rules = failed.failure?.rules ?? [];
  const ids = [...rules, ...readings[step].ids];
  const homes = rules.map((id) => id.split('/', 1)[0] ?? id);
  const hint = hintFor(failed);
  return {
    step,
    ...(hint === undefined ? {} : { hint }),
    requirements: ids.map((wanted) => {
      const requirement = requirements.find(({ id }) => id === wanted);
      if (requirement === undefined) throw new Error(`no requirement ${wanted}`);
      const { id, row, section, level, sentence } = requirement;
      return { id, row, section, level, sentence };
    }),
    topics: [...new Set([...homes, ...topics])],
    check: rules.find((id) => id === MEDIA_TYPE) ?? eventChecks[failed.awaits ?? ''] ?? judgingChecks[step],
  };
}

/** A likely reason for what was observed. */
function hintFor({ step, failure, request = '', awaits, received = [] }: StepResult): string | undefined {
  const observed = failure?.observed[0];
  if (failure === undefined || observed === undefined) return undefined;
  const [method = '', target = '', command = ''] = request.split(' ');
  const [, family = '', , ...rest] = target.split('/');
  const route = family === 'administration' ? target : ['', family, '{organization_id}', ...rest].join('/');
  if ('http' in observed) {
    const { http } = observed;
    if (http >= 502 && http <= 504)
      return `a proxy may answer in place of the server: does it forward ${route}, and does the server run?`;
    if (UNROUTED.includes(http)) {
      if (step === 'invite' || step === 'enrol') return `the server may not serve ${command} yet`;
      const isOfOrganization = family !== 'administration';
      return `the server may have no route ${method} ${route} yet${isOfOrganization ? ', or not know the organization that it has just created' : ''}`;
    }
    if (http >= 500 && http <= 599) return "the server's log may show the reason";
    return http === 429 ? 'the server limits how often it is called' : undefined;
  }
  if ('noAnswer' in observed && observed.noAnswer === 'timeout')
    return 'the server took the request and did not answer it in time';
  if ('stream' in observed && observed.stream === 'silent') return silenceHint(awaits, received);
  if ('stream' in observed && observed.stream === 'ended')
    return 'the answer ends at once: keep it open until the client closes it';
  return undefined;
}

/** Why an event did not arrive, from what did. */
function silenceHint(event: string | undefined, received: readonly StreamedLine[]): string {
  const form = `an event is a line and a blank line, such as ${JSON.stringify(configurationFrame())}`;
  if (received.length === 0)
    return `the stream is open, but silent: send each event at once, and let no proxy buffer the answer; ${form}`;
  if (event !== undefined && received.some((line) => 'event' in line))
    return `the first event arrived, and after the change no other one: send ${event} to every stream of its recipients as soon as the change is answered`;
  return `bytes arrived, but no whole event: ${form}`;
}
