import type { GreetingState } from './greeting.ts';
import type { OrganizationState } from './organization.ts';
import type { ShownCall } from './protocol.ts';

/** What the page asks of the worker. */
export interface Order {
  readonly id: number;
  /** The name of one of its acts. */
  readonly act: string;
  readonly input: unknown;
}

/** The answer to an order, or the message of an unexpected error. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

/** What the worker reports by itself. */
export type Report =
  | { readonly report: 'organization'; readonly state: OrganizationState }
  /** A greeting goes on. Its key is the token of the invitation. */
  | { readonly report: 'greeting'; readonly key: string; readonly state: GreetingState }
  /** A request was answered, or lost. */
  | { readonly report: 'call'; readonly call: ShownCall }
  /** The log-in waits for another tab that uses the device. */
  | { readonly report: 'other-tab' };
