export { type MemberChanged, revokeUser, setProfile } from './change-member.ts';
export { type FoundMember, findMember } from './find-member.ts';
export { frozenUsers } from './frozen-users.ts';
