import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields, commandReply } from '../../../self-test/kit/calls.ts';
import { certificateIn, changeCommands, isOk } from '../../../self-test/kit/commands.ts';

/** Mutants of the requirements of `organization_info`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeCommands(
    'organization_info/open-to-every-profile',
    'founders-only',
    ['organization_bootstrap', 'organization_info'],
    () => {
      const founders = new Set<string>();
      return async (commandCall) => {
        const founder = certificateIn(commandCall.request.device_certificate);
        if (founder?.type === 'device_certificate') founders.add(founder.device_id.hex);
        const reply = await commandCall.answer();
        const isInfo = commandCall.command === 'organization_info';
        return isInfo && isOk(reply) && !founders.has(commandCall.device)
          ? commandReply({ status: 'author_not_allowed' })
          : reply;
      };
    },
  ),
  changeCommands(
    'organization_info/gives-sizes',
    'one-byte',
    ['organization_info'],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      return isOk(reply)
        ? changeReplyFields(reply, (fields) => ({ ...fields, total_metadata_bytes: 1 }))
        : reply;
    },
  ),
];
