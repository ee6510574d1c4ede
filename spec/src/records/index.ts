export { recordKinds } from '../generated/records.ts';
export {
  absentOrganization,
  type AccountRecord,
  apply,
  applyAccount,
  certificateIn,
  figuresChange,
  type Organization,
  type OrganizationRecord,
} from './apply.ts';
export type { OrganizationCreated } from './shared/creation.ts';
