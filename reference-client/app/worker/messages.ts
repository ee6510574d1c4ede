import { printable } from '@parsec-spec/spec/scalars';
import type { GreetingState } from './greeting.ts';
import type { OrganizationState } from './organization.ts';
import type { ShownCall } from './shown-call.ts';

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

/**
 * Sends a message to the page. Its texts may come from a server or from another person, so that each
 * one is made safe to show here. Those of a call are already, and have lines.
 */
export const toPage = (message: Answer | Report): void =>
  postMessage('report' in message && message.report === 'call' ? message : shown(message));

function shown(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(shown);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [printable(key), shown(each)]));
}
