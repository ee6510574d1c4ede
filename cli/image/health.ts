import { connect } from 'node:net';

// Healthy: the server takes a connection. Whether its database is there is no reason to restart it.
const socket = connect(Number(process.env.PARSEC_PORT ?? 6777), '127.0.0.1');
socket.setTimeout(2_000, () => process.exit(1));
socket.once('error', () => process.exit(1));
socket.once('connect', () => process.exit(0));
