export { type Diagnosis, diagnose } from './diagnose.ts';
export { type ClientDiagnosis, diagnoseClient } from './diagnose-client.ts';
