export { events, type Honest, honest, type Route, rpcRoutes } from './routes.ts';
