/** The store on PostgreSQL: `oidc-step-up/postgres`, apart, so that nobody else loads a client for PostgreSQL. */
export {
  openPostgresStore,
  type PostgresStore,
  type PostgresStoreOptions,
} from './open-postgres-store.ts'
export type { PostgresTls } from './postgres-url.ts'
