export {
  administered,
  figuresOfServer,
  type AdministeredParts,
  type Operation,
  operations,
} from './administration-routes.ts';
export { events, type Honest, honest, type Route, rpcRoutes } from './routes.ts';
