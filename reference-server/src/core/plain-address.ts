/** A network address as it is compared: a dual-stack socket shows IPv4 peers as `::ffff:a.b.c.d`. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
