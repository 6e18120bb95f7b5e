/** The hook functions of a service: its entry points in `fitness/hooks/` are a few lines over these. */
export { preTrafficHook, type PreTrafficOptions } from './pre-traffic.ts';
export { postTrafficHook, type PostTrafficOptions } from './post-traffic.ts';
export { reportFailure, type ReportFailureOptions } from './report-failure.ts';
export { recorder, type Recorder, type RecorderOptions, type RecorderResult } from './recorder.ts';
export { stackGate, type StackGate, type StackGateOptions } from './stack-gate.ts';
export { organisationHook, type OrganisationHook, type OrganisationHookOptions } from './organisation-hook.ts';
export type { HookContext, HookResult, Surroundings, TrafficHook } from './traffic-hook.ts';
export type { Store, ReleaseRecord } from './store.ts';
