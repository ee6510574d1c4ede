import type { Emission } from '@parsec-spec/spec/rules';
import type { KeptEvent } from '../../storage/journal.ts';
import { encodeEvent } from './frames.ts';

/**
 * An event as the journal keeps it. `id`: 16 fresh random bytes, which reveal nothing about other
 * organizations.
 */
export const keptEvent = ({ event, to }: Emission, id: Uint8Array): KeptEvent => ({
  id: Buffer.from(id).toString('hex'),
  to: to === 'everybody' ? null : to.map(({ hex }) => hex),
  body: encodeEvent(event),
});
