import type { SimulatedPeer } from '../../people/simulated-peer.ts';
import type { Comparing } from '../../targets/client/client-driver.ts';

/** A simulated user of the client under test, who compares short codes with the peer. */
export interface ComparingUser {
  /** The codes that the client showed its user. */
  readonly shown: string[];
  /** The lists of codes that the client offered its user. */
  readonly choices: (readonly string[])[];
  /**
   * Returns the code that the user picks among the choices. Default: `peerCode`, the right one. A
   * check may replace it.
   */
  pick: (choices: readonly string[], peerCode: string) => string | undefined;
  /** The callbacks for the client. */
  readonly comparing: Comparing;
}

/** Creates a user who knows the code of this peer. */
export function comparingUser(peer: SimulatedPeer): ComparingUser {
  const comparison: ComparingUser = {
    shown: [],
    choices: [],
    pick: (_choices, peerCode) => peerCode,
    comparing: {
      shown: (code) => comparison.shown.push(code),
      choose: (choices) => {
        comparison.choices.push([...choices]);
        return comparison.pick(choices, peer.ownCode());
      },
    },
  };
  return comparison;
}
