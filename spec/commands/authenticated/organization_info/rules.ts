import { authenticatedCommand } from '../../../src/guards/index.ts';
import { sizesOf } from '../../../src/state/index.ts';

/** The amount of data that the organization stores (USER-31). */
export const organization_info = authenticatedCommand('organization_info', {
  guards: {},
  effect: ({ state }) => {
    const { metadata_size, data_size } = sizesOf(state);
    return { reply: { status: 'ok', total_metadata_bytes: metadata_size, total_block_bytes: data_size } };
  },
});
