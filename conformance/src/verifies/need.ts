/**
 * What a check cannot do without, beside a Parsec server that answers.
 *
 * A need the run could have met but did not (no administration token given) makes a check notTestable;
 * a need the target lacks by nature (no spontaneous creation, not ours to start) makes it notApplicable.
 */
export type Need =
  /** the administration token */
  | 'administration'
  /** the target creates organizations on their first anonymous POST; an instance that does is started where that may be */
  | 'spontaneous'
  /** the target does not create organizations on their first anonymous POST; likewise */
  | 'no-spontaneous'
  /** the suite may start a second instance with other options */
  | 'start'
  /** the event stream is served */
  | 'events'
  /** the target's mail can be sent to relays of the judge */
  | 'mail'
  /** waits longer than 5 s: runs with --slow only */
  | 'slow';
