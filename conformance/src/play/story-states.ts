import { type OrganizationName, ownerOf, type StoryCall } from '@parsec-spec/spec/stories';
import type { Caller } from '../model/calls.ts';
import type { OrganizationState } from '../model/state.ts';

/** The states of the organizations of a story, the first one first. */
export type StoryStates = ReadonlyMap<OrganizationName | 'first', OrganizationState>;

/** The call in this organization. */
export const inOrganization = (call: StoryCall, name: OrganizationName | 'first'): StoryCall =>
  name === 'first' ? call : { ...call, in: name };

/** A device and its user. */
export const callerOf = (device: string): Caller => ({ device, user: ownerOf(device) });
