import type { Adapter, Provider } from 'oidc-provider'

/** What the library asks of its adapter: `Session.find`. */
const MODELS = [
  'Session',
  'Interaction',
  'Grant',
  'Client',
  'AuthorizationCode',
  'AccessToken',
  'RefreshToken',
  'ReplayDetection',
  'PushedAuthorizationRequest',
] as const

const OPERATIONS = [
  'upsert',
  'find',
  'findByUid',
  'findByUserCode',
  'destroy',
  'consume',
  'revokeByGrantId',
] as const satisfies readonly (keyof Adapter)[]

/** Tells of every operation that a provider's models ask their adapters for, from now on. */
export function watchAdapter(provider: Provider, onOperation: (name: string) => void): void {
  for (const model of MODELS) {
    const { adapter } = provider[model] as unknown as { adapter: Adapter }
    for (const operation of OPERATIONS) {
      const original = Reflect.get(adapter, operation) as (...args: unknown[]) => unknown
      Reflect.set(adapter, operation, (...args: unknown[]) => {
        onOperation(`${model}.${operation}`)
        return original.apply(adapter, args)
      })
    }
  }
}
