import { startServer } from '@parsec-spec/reference-server/serve';

// A server that is told to stop, and does otherwise than it should: `clings`, `ends badly`, or `drops` what it is about to answer.
const {
  PARSEC_HOST: host = '127.0.0.1',
  PARSEC_PORT: port,
  PARSEC_ADMINISTRATION_TOKEN: token = '',
} = process.env;
const server = await startServer({ host, port: Number(port), administrationToken: token });
process.on('SIGTERM', () => {
  if (process.argv[2] === 'drops') process.exit(0);
  if (process.argv[2] === 'ends-badly') void server.close().then(() => process.exit(3));
});
