// `status: "ok"` in msgpack, wherever in the map it stands.
const ok = Buffer.from('\xa6status\xa2ok', 'latin1');

/** Did the command succeed? HTTP says 200 also where it was refused. */
export const isOk = (reply: Buffer): boolean => reply.includes(ok);
