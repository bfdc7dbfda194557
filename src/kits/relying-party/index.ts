/** For relying parties: reads an API's challenge, steps up, comes back, and goes on (RFC 9470). */
export { checkStepUp, type Shortfall, type StepUpRequirement } from './check-step-up.ts'
export {
  createLogoutTokenReader,
  type EndedSession,
  type LogoutTokenOptions,
  type ReadLogoutToken,
} from './logout-token.ts'
export {
  parseChallenge,
  type ChallengingResponse,
  type StepUpChallenge,
} from './parse-challenge.ts'
export { createMemoryPendingStore, type PendingAction, type PendingStore } from './pending-store.ts'
export {
  createStepUp,
  type Actor,
  type Resume,
  type ResumeOutcome,
  type Run,
  type RunOutcome,
  type SteppedUp,
  type StepUp,
  type StepUpOptions,
  type StepUpRefusal,
} from './step-up-client.ts'
export {
  stepUpRequest,
  type StepUpDemand,
  type StepUpRequest,
  type StepUpRequestOptions,
} from './step-up-request.ts'
