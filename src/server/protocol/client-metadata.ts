import type { Configuration } from 'oidc-provider'
import { ConfigurationError } from '../../kernel/faults.ts'
import { PROFILE, PROFILES, REQUIRE_PKCE, isFapi2 } from './client-options.ts'
import { applyFapi2 } from './fapi.ts'
import { applyIdTokenResponses } from './id-token-responses.ts'

type ClientMetadata = NonNullable<Configuration['extraClientMetadata']>

/**
 * What the server has of client metadata of its own. Here, and not where the configuration is read: it holds for a
 * client wherever it is kept, and each time that it is loaded.
 */
export const protocolMetadata: ClientMetadata = {
  properties: [REQUIRE_PKCE, PROFILE],
  validator(_ctx, key, value, metadata) {
    // A class of the library's own, whose members are those of the standards.
    const changeable = metadata as unknown as Record<string, unknown>
    if (key === REQUIRE_PKCE) {
      if (value !== undefined && typeof value !== 'boolean') {
        throw new ConfigurationError(REQUIRE_PKCE, 'expected true or false')
      }
      // The library asks once for each member of ours, whether or not it is there: this is of no member.
      const problem = applyIdTokenResponses(changeable)
      if (problem !== undefined) throw new ConfigurationError('response_types', problem)
    }
    if (key !== PROFILE || value === undefined) return
    if (!isFapi2(metadata)) {
      throw new ConfigurationError(PROFILE, `expected one of ${PROFILES.join(', ')}`)
    }
    const problem = applyFapi2(changeable)
    if (problem !== undefined) throw new ConfigurationError(PROFILE, `fapi2 ${problem}`)
  },
}
