export { type RequirementId, requirements } from '../generated/requirements.ts';
export type { Requirement } from './requirement.ts';
