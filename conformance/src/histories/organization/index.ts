export { type OrganizationModel, organizationModel } from './organization-model.ts';
export type { OrganizationOutcome, OrganizationRequest } from './request.ts';
export type { OrganizationState } from './state.ts';
