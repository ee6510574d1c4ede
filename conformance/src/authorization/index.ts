export { type RefusedAuthorization, verifiesRefused } from './refused-authorization.ts';
