export { recordKinds } from '../generated/records.ts';
export {
  type AccountRecord,
  absentOrganization,
  apply,
  applyAccount,
  certificateIn,
  figuresChange,
  type Organization,
  type OrganizationRecord,
} from './apply.ts';
export type { OrganizationCreated } from './shared/creation.ts';
