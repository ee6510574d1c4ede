import { printable } from '../main/printable.ts';

/** A person on a device, in the form `Alice@laptop`. */
export const userAtDevice = (name: string, deviceLabel: string): string =>
  `${printable(name)}@${printable(deviceLabel)}`;
