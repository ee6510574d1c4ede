/** Tells whether a target is a URL whose host is not the loopback of this machine. */
export function isForeignHost(spec: string): boolean {
  const host = /^https?:/i.test(spec) ? URL.parse(spec)?.hostname : undefined;
  return !(host === undefined || host === 'localhost' || host === '[::1]' || /^127\./.test(host));
}
