import type { Kind } from '../load/order.ts';

/** A load as it is told. */
export interface Told {
  readonly kind: Exclude<Kind, 'refused'>;
  readonly title: string;
  readonly note: string;
  /** What is counted. */
  readonly unit: string;
  /** Signatures that one of them obliges a server to verify; 0 = that is not its limit. */
  readonly verifications: number;
}

/** The loads, in order. */
export const loads: readonly Told[] = [
  {
    kind: 'call',
    title: 'Authenticated call',
    note: '`organization_info` by 100 devices of 100 organizations, over 32 connections; no result of a verification is used again.',
    unit: 'calls',
    verifications: 1,
  },
  {
    kind: 'bootstrap',
    title: 'Bootstrap',
    note: '`organization_bootstrap` of organizations that the administration created, over 32 connections: four certificates each.',
    unit: 'bootstraps',
    verifications: 4,
  },
  {
    kind: 'users',
    title: 'User creation',
    note: '`user_create` by the administrators of 100 organizations, over 32 connections: the request and four certificates each.',
    unit: 'users',
    verifications: 5,
  },
  {
    kind: 'fanout',
    title: 'Event fan-out',
    note: "100 listeners of one organization hear of each new user. Rate: events that reach a listener, while one connection creates users. Times: from one command's answer to the last listener's event (0 where all heard before the answer came), and from its sending.",
    unit: 'events',
    verifications: 0,
  },
];
