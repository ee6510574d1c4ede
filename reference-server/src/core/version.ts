import { API_VERSION } from '@parsec-spec/spec/commands';

const servedMajor = Number.parseInt(API_VERSION, 10);
const number = /^\+?\d+$/;

/** Does the `Api-Version` of a request name the major version that we serve, under whatever minor (TRANSPORT-02 to TRANSPORT-05)? */
export function isServedVersion(text: string | undefined): boolean {
  if (text === API_VERSION) return true;
  if (text === undefined) return false;
  const dot = text.indexOf('.');
  const major = u32(text.slice(0, Math.max(dot, 0)));
  const minor = u32(text.slice(dot + 1));
  return dot > 0 && major === servedMajor && minor !== undefined;
}

function u32(text: string): number | undefined {
  if (!number.test(text)) return undefined;
  const value = Number(text);
  return value <= 0xffff_ffff ? value : undefined;
}

/** The minor number of a version that is served (GREET-24). */
export const minorOf = (text: string | undefined): number => {
  const found = text === undefined ? undefined : u32(text.slice(text.indexOf('.') + 1));
  return found ?? 0;
};
