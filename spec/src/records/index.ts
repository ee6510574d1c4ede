export { recordKinds } from '../generated/records.ts';
export {
  absentOrganization,
  apply,
  certificateIn,
  figuresChange,
  type Organization,
  type OrganizationRecord,
} from './apply.ts';
export { type AccountRecord, applyAccount } from './apply-account.ts';
export type { OrganizationCreated } from './shared/creation.ts';
