export { type Caller, type RefusedAuthorization, verifiesRefused } from './refused-authorization.ts';
export { onRoute } from './on-route.ts';
