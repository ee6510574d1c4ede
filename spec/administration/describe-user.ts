import type { UserFreezeResult } from '../src/commands/administration.ts';
import type { User } from '../src/state/index.ts';

/** A user as the administration shows them: no key, no certificate (ADMIN-27). */
export const describeUser = ({ user_id, human_handle: [email, name], frozen }: User): UserFreezeResult => ({
  user_id: user_id.hex,
  user_email: email,
  user_name: name,
  frozen,
});
