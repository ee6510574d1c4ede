export { administrationRules, commandRules } from '../generated/rules.ts';
export * from '../guards/index.ts';
