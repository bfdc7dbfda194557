import type { AdapterPayload } from 'oidc-provider'
import { malformed } from './replies.ts'

/** Its fields are oidc-provider's own affair: it picks and checks those of the model. */
export function payloadOf(json: string): AdapterPayload {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    malformed('payload')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) malformed('payload')
  return value as AdapterPayload
}
