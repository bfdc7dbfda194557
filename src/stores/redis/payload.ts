import type { AdapterPayload } from 'oidc-provider'
import { jsonObject } from '../json-object.ts'
import { malformed } from './replies.ts'

/** Its fields are oidc-provider's own affair: it picks and checks those of the model. */
export const payloadOf = (json: string): AdapterPayload => jsonObject(json) ?? malformed('payload')
