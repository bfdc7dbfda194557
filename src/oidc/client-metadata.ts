import { fieldOf } from '../kernel/typing.ts'
import type { Configuration } from 'oidc-provider'
import { AMR_PRESETS, reduceAmr, type AmrPreset, type Ladder } from '../assurance/index.ts'
import { ConfigurationError } from '../kernel/faults.ts'
import { NAMES_BY_LANGUAGE } from '../web/application-name.ts'

type ClientMetadata = NonNullable<Configuration['extraClientMetadata']>

/** The weakest class that a client is served with: a floor that no request can go below. */
export const MINIMUM_ACR = 'step_up_minimum_acr'

/** Which of the `amr` values a client is told: `full`, `methods` or `mfa`. */
export const AMR = 'step_up_amr'

/** Adds our client metadata, and refuses what could never be met. */
export function clientMetadata(known: ClientMetadata | undefined, ladder: Ladder): ClientMetadata {
  return {
    properties: [...(known?.properties ?? []), MINIMUM_ACR, AMR, ...NAMES_BY_LANGUAGE],
    validator(ctx, key, value, metadata) {
      if (key === MINIMUM_ACR && value !== undefined) {
        const acrClass = typeof value === 'string' ? ladder.find(value) : undefined
        if (!acrClass) throw new ConfigurationError(MINIMUM_ACR, 'names no acr class of the ladder')
      }
      if (key === AMR && value !== undefined && !isPreset(value)) {
        throw new ConfigurationError(AMR, `must be one of ${AMR_PRESETS.join(', ')}`)
      }
      if (NAMES_BY_LANGUAGE.includes(key) && value !== undefined && typeof value !== 'string') {
        throw new ConfigurationError(key, 'must be a name')
      }
      known?.validator?.(ctx, key, value, metadata)
    },
  }
}

export function floorOf(client: object | undefined): string | undefined {
  const floor: unknown = client && fieldOf(client, MINIMUM_ACR)
  return typeof floor === 'string' ? floor : undefined
}

/** What a client is told of the methods; `explain` says the same. */
export function issuedAmr(
  amr: readonly string[],
  client: object | undefined,
  ladder: Pick<Ladder, 'methods'>,
): string[] {
  const preset: unknown = client && fieldOf(client, AMR)
  return reduceAmr(amr, isPreset(preset) ? preset : 'full', ladder)
}

const isPreset = (value: unknown): value is AmrPreset => AMR_PRESETS.some((name) => name === value)
