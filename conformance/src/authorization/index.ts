export { type Caller, type RefusedAuthorization, verifiesRefused } from './refused-authorization.ts';
