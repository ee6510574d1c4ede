export * from '../guards/index.ts';
export { administrationRules, commandRules } from '../generated/rules.ts';
