/** One call of a client on an object that several share: what was asked, between when and when, and what came. */
export interface Operation<Request, Outcome> {
  /** Who called, for a person. */
  readonly client: string;
  readonly request: Request;
  /** Absent: no answer came, or one that does not tell. It may have taken effect, at any time since the call, or not. */
  readonly outcome?: Outcome;
  /** Place of the call and of its answer among all calls and answers of the history; no answer comes at Infinity. */
  readonly called: number;
  readonly returned: number;
  /** The same in ms since the history began, for a person. */
  readonly calledMs: number;
  readonly returnedMs: number;
  /** It is only supposed: it may have happened as it says, at any time between the two, or not at all, whoever asked. */
  readonly optional?: boolean;
}

/** Calls of several clients on one object, in any order. */
export type History<Request, Outcome> = readonly Operation<Request, Outcome>[];
