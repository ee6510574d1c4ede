import { parseInvitationUrl } from '@parsec-spec/spec/urls';
import { type Want, wanted } from './wanted.ts';
import type { Asker } from './asker.ts';

const want: Want<Uint8Array> = {
  question: 'Token of the invitation, or its link',
  flag: 'TOKEN',
  read: (text) => {
    const link = parseInvitationUrl(text);
    if (link.ok) return { ok: true, value: link.address.token };
    if (/^[0-9a-f]{32}$/i.test(text.trim()))
      return { ok: true, value: Uint8Array.from(Buffer.from(text.trim(), 'hex')) };
    return { ok: false, expected: '32 hexadecimal digits, or the link of the invitation' };
  },
};

/** Reads the token of an invitation (16 bytes), given as hex digits or as its link. */
export const invitationToken = (given: string | undefined, asker: Asker | undefined): Promise<Uint8Array> =>
  wanted(want, given, asker);
