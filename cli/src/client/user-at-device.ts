import { printable } from '../main/printable.ts';

/** A person on a device, as people read it: `Alice@laptop`. */
export const userAtDevice = (name: string, deviceLabel: string): string =>
  `${printable(name)}@${printable(deviceLabel)}`;
