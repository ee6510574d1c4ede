import { readdir } from 'node:fs/promises';
import type { InvitationAddress } from '@parsec-spec/spec/urls';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Claimed } from '../../src/enrolment/claim-steps.ts';
import { syncCertificates } from '../../src/journeys/sync-certificates.ts';
import { type Acme, relayedAcme } from './acme.ts';
import type { Relay } from './relay.ts';

/** Alice has invited Bob. A relay between clients and server can interrupt them. */
export interface BobInvited {
  readonly relay: Relay;
  readonly acme: Acme;
  readonly address: InvitationAddress;
  /** On Bob's machine. */
  readonly files: () => Promise<string[]>;
  /** The number of `user_create` requests that the server received. */
  readonly users: () => number;
  /** Expects that Bob is enrolled: the device works and is the only file on Bob's machine. */
  readonly isIn: (claimed: Claimed) => Promise<void>;
}

/** Creates this situation for each test of a file. */
export function bobInvited(): () => BobInvited {
  let scene: BobInvited | undefined;
  beforeEach(async () => {
    scene = await invited();
  });
  afterEach(() => scene?.acme.end());
  return () => scene ?? expect.unreachable();
}

async function invited(): Promise<BobInvited> {
  const { relay, acme } = await relayedAcme();
  const files = () => readdir(acme.folder('bob'));
  return {
    relay,
    acme,
    address: await acme.invite('bob@example.com'),
    files,
    users: () => relay.commands().filter((cmd) => cmd === 'user_create').length,
    isIn: async (claimed) => {
      if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
      expect(await syncCertificates(acme.sessionOf(claimed.device))).toMatchObject({ outcome: 'synced' });
      expect(await files()).toEqual([`${claimed.device.device_id.hex}.keys`]);
      expect(relay.invitations.map(({ status }) => status)).toEqual(['FINISHED']);
    },
  };
}

/** Tells whether a request is this step of the claimer. */
export const claimerAt =
  (word: string) =>
  (request: object): boolean =>
    'claimer_step' in request && (request.claimer_step as { step: string }).step === word;

/** Tells whether a request is this step of the greeter. */
export const greeterAt =
  (word: string) =>
  (request: object): boolean =>
    'greeter_step' in request && (request.greeter_step as { step: string }).step === word;

/** An interceptor that stops the claimer once, at its last step, with this error. */
export const stopsAtStep8 = (): ((request: object) => undefined) => {
  const isStep8 = claimerAt('NUMBER_8_ACKNOWLEDGE');
  let atStep8 = 0;
  return (request) => {
    if (!isStep8(request) || ++atStep8 > 1) return undefined;
    throw new Error('the machine of the claimer stops');
  };
};
