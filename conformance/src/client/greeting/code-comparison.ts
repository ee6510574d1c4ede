import type { Comparing } from '../../targets/client-driver.ts';
import type { StagedPeer } from './staged-peer.ts';

/** What the client showed its user, and which code that user accepts. */
export interface CodeComparison {
  readonly shown: string[];
  readonly choices: (readonly string[])[];
  /** The code that the person takes: the one that the peer told, unless a check says otherwise. */
  takes: (choices: readonly string[], told: string) => string | undefined;
  readonly comparing: Comparing;
}

/** A user who hears the peer's voice. */
export function compareCodes(peer: StagedPeer): CodeComparison {
  const one: CodeComparison = {
    shown: [],
    choices: [],
    takes: (_choices, told) => told,
    comparing: {
      shown: (code) => one.shown.push(code),
      choose: (choices) => {
        one.choices.push([...choices]);
        return one.takes(choices, peer.told());
      },
    },
  };
  return one;
}
