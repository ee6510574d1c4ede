/** Milliseconds of a date in µs, as explanations write them. */
export const toldDate = (micros: number): string => `${(micros / 1000).toFixed(3)} ms`;

/** A certificate by name, its date in ms. */
export const toldCertificate = (name: string): string =>
  name.replace(/@(\d+)$/, (_, micros: string) => `(${toldDate(Number(micros))})`);

/** An invitation in a few words. */
export const toldInvitation = ({
  token,
  about,
  status,
}: {
  readonly token: string | null;
  readonly about: string;
  readonly status: string;
}): string => `${token ?? `one for ${about} under a token unseen`} ${status}`;
