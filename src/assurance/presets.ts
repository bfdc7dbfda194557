import { ConfigurationError } from '../kernel/faults.ts'

interface Preset {
  /** What one factor is called there, if it has a name. */
  readonly single?: string
  readonly multi: string
}

/** Names that others gave to one and to several factors. */
const PRESETS = {
  /** REFEDS MFA Profile, of research and education federations. */
  refeds: { multi: 'https://refeds.org/profile/mfa' },
  /** OpenID PAPE 1.0 §4, which Auth0 uses. */
  pape: { multi: 'http://schemas.openid.net/pape/policies/2007/06/multi-factor' },
  okta: { single: 'urn:okta:loa:1fa:any', multi: 'urn:okta:loa:2fa:any' },
  /** NIST SP 800-63B's second level, as US federal relying parties write it. */
  aal2: { multi: 'http://idmanagement.gov/ns/assurance/aal/2' },
  /** What Microsoft Entra ID asks of an external authentication method. */
  entra: { multi: 'possessionorinherence' },
} as const satisfies Record<string, Preset>

export type PresetName = keyof typeof PRESETS

export const PRESET_NAMES = [
  'refeds',
  'pape',
  'okta',
  'aal2',
  'entra',
] as const satisfies PresetName[]

/**
 * The alias of a class that takes one or several factors.
 *
 * @throws ConfigurationError at `path` when there is no such name there
 */
export function presetAlias(name: PresetName, several: boolean, path: string): string {
  const preset: Preset | undefined = PRESETS[name]
  const alias = several ? preset?.multi : preset?.single
  if (alias === undefined)
    throw new ConfigurationError(path, `"${name}" has no name for such a class`)
  return alias
}
