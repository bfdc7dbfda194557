/** For APIs: takes tokens of an OpenID provider, and asks for a step-up where one is due (RFC 9470). */
export type { AccessToken, Scheme, TokenProblem } from './access-token.ts'
export {
  challengeOf,
  type ChallengeOptions,
  type Refusal,
  type RefusalCode,
  type RefusalResponse,
} from './challenge.ts'
export type { ProofProblem } from './dpop-proof.ts'
export { requireStepUpInExpress, type ExpressRequest, type ExpressResponse } from './express.ts'
export type { IntrospectionOptions } from './introspection.ts'
export { IssuerUnavailable } from './issuer-link.ts'
export { requireStepUpInKoa, type KoaContext } from './koa.ts'
export type { ProofLog } from './proof-log.ts'
export {
  createRequirement,
  judge,
  type InsufficientScope,
  type InsufficientUserAuthentication,
  type AccessRequirement as Requirement,
  type RequirementOptions,
  type Verdict,
} from './requirement.ts'
export {
  createResourceServer,
  type ApiRequest,
  type Authorization,
  type Guard,
  type ResourceServer,
  type ResourceServerOptions,
} from './resource-server.ts'
export { ConfigurationError } from '../../kernel/faults.ts'
