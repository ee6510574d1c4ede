export { type RequirementId, requirements } from '../generated/requirements.ts';
export { ruleAddress, rulePage } from './page-address.ts';
export type { Requirement, RequirementStory } from './requirement.ts';
export { type Section, sections } from './sections.ts';
