export { honestGreeting } from './honest-greeting.ts';
