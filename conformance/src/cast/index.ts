export { Cast } from './cast.ts';
export { type Device, makeDevice, makePerson, type Person } from './person.ts';
export { Random } from './random.ts';
export { sequesterAuthorityDer } from './sequester-authority.ts';
