export { administrationFacts, type OperationName } from '../generated/administration.ts';
export type {
  OrganizationCreateBody,
  OrganizationCreateResult,
  OrganizationStatsResult,
  OrganizationStatusResult,
  OrganizationUpdateBody,
  ServerStatsQuery,
  ServerStatsResult,
  UserFreezeBody,
  UserFreezeResult,
  UserListResult,
} from '../generated/types.ts';
