import { connect } from 'node:net';

// The server is healthy if it accepts a connection. A missing database is not a reason to restart
// it. The engine ends this check after its timeout (Dockerfile).
const socket = connect(Number(process.env.PARSEC_PORT ?? 6777), '127.0.0.1');
socket.once('error', () => process.exit(1));
socket.once('connect', () => process.exit(0));
