export { type RequirementId, requirements } from '../generated/requirements.ts';
export type { Requirement } from './requirement.ts';
export { type Section, sections } from './sections.ts';
