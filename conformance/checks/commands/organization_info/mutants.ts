import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields, refusal } from '../../../self-test/kit/calls.ts';
import { certificateIn, changeCommands, isOk } from '../../../self-test/kit/commands.ts';

/** Servers that break the rules of `organization_info`, one each. */
export const mutants: readonly Mutant[] = [
  changeCommands(
    'organization_info/open-to-every-profile',
    'founders-only',
    ['organization_bootstrap', 'organization_info'],
    () => {
      const founders = new Set<string>();
      return async (asked) => {
        const founder = certificateIn(asked.request.device_certificate);
        if (founder?.type === 'device_certificate') founders.add(founder.device_id.hex);
        const isFounding = asked.command === 'organization_bootstrap';
        return isFounding || founders.has(asked.device) ? asked.answer() : refusal(403);
      };
    },
  ),
  changeCommands('organization_info/gives-sizes', 'one-byte', ['organization_info'], () => async (asked) => {
    const reply = await asked.answer();
    return isOk(reply)
      ? changeReplyFields(reply, (fields) => ({ ...fields, total_metadata_bytes: 1 }))
      : reply;
  }),
];
