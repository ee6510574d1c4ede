export { migrate, serve } from './serve.ts';
export { checkConfig } from './check-config.ts';
export { sendTestMail } from './test-mail.ts';
export { StartError } from './start-error.ts';
export { type RunningServer, type StartOptions, startServer } from './start-server.ts';
