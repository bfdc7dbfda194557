export {
  checkShape,
  LARGEST_METADATA,
  type ClientCheck,
  type ClientProblem,
  type ClientVerdict,
} from './client-check.ts'
export { LONGEST_OVERLAP, openSecrets } from './client-secrets.ts'
export {
  MOST_CLIENTS,
  type ClientActor,
  type ClientChange,
  type ClientMetadata,
  type ClientStore,
  type StoredClient,
} from './client-store.ts'
export {
  createClients,
  type AddedClient,
  type Clients,
  type ClientSheet,
  type RotatedSecret,
  type UpdatedClient,
} from './clients.ts'
