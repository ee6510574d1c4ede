export { checkConfig } from './check-config.ts';
export { sendTestMail } from './send-test-mail.ts';
export { migrate, serve } from './serve.ts';
export { StartError } from './start-error.ts';
export { type RunningServer, type StartOptions, startServer } from './start-server.ts';
export type { StaticFiles } from './static-files.ts';
