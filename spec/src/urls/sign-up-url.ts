import { emailAddress, validationCodePattern } from '../scalars/index.ts';
import {
  actionIn,
  formatLink,
  formatRedirection,
  type LinkRefusal,
  payloadText,
  refuse,
  splitLink,
  valueIn,
} from './link.ts';
import type { ServerAddress } from './server-address.ts';

const action = 'sign_up';

/**
 * A sign-up link: the address that gets an account, and the code that was sent to it. Only this
 * project has such links; other clients accept only the code.
 */
export interface SignUpAddress {
  readonly server: ServerAddress;
  readonly email: string;
  /** 6 characters. It is a secret. */
  readonly code: string;
}

/** Reads either form of a sign-up link. */
export function parseSignUpUrl(
  text: string,
): { readonly ok: true; readonly address: SignUpAddress } | LinkRefusal {
  const link = splitLink(text);
  if (!link.ok) return link;
  if (link.path !== '/' && link.path !== '') return refuse('path', 'a link without an organization');
  const parameter = actionIn(link.parameters, [action]);
  if (typeof parameter !== 'string') return parameter;
  const value = valueIn(link.parameters);
  const [email, code, ...more] = Array.isArray(value) ? value : [];
  const isCode = typeof code === 'string' && validationCodePattern.test(code);
  const isEmail = typeof email === 'string' && emailAddress(email).ok;
  if (!isEmail || !isCode || more.length > 0)
    return refuse('payload', 'p as unpadded URL-safe base64 of msgpack holding an e-mail and a code');
  return { ok: true, address: { server: link.server, email, code } };
}

const parametersOf = ({ email, code }: SignUpAddress) => ({ a: action, p: payloadText([email, code]) });

/** Writes a sign-up link. */
export const formatSignUpUrl = (address: SignUpAddress): string =>
  formatLink(address.server, '', parametersOf(address));

/** Writes the HTTP form of a sign-up link. */
export const formatSignUpRedirection = (address: SignUpAddress): string =>
  formatRedirection(address.server, '', parametersOf(address));
