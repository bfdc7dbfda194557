import { join, resolve } from 'node:path'
import { ConfigurationError } from '../../kernel/faults.ts'
import {
  refuse,
  type Configuration,
  type KeyKind,
  type Keys,
  type KeySource,
  type Profile,
} from './configuration.ts'
import { locationOf } from '../store-location.ts'
import { inconsistencies } from './consistency.ts'
import { developmentKeys, developmentKeysFile } from './development-keys.ts'
import { FILE_VARIABLE, readEnvironment, type Environment } from './environment.ts'
import { issuerProblem } from './issuer.ts'
import { problemsOf, type Problem } from './problems.ts'
import { settingsSchema, type Settings } from './schema.ts'
import {
  get,
  loadReferences,
  override,
  readSettingsFile,
  type RawSettings,
  type Reading,
  type References,
} from './sources.ts'

export interface ConfigurationSources {
  /** A YAML file. @default the one that OIDC_STEP_UP_CONFIG names, if any */
  readonly file?: string
  readonly env: Environment
  /** Where neither file nor environment names one. */
  readonly profile: Profile
}

/**
 * Reads the configuration: defaults, over them the file, over it the environment.
 *
 * @throws InvalidConfiguration (a ConfigurationError) with everything that is wrong
 */
export function loadConfiguration({ file, env, profile }: ConfigurationSources): Configuration {
  const problems: Problem[] = []
  const reading: Reading = { env, problems, references: new Map() }
  const path = file ?? env[FILE_VARIABLE]
  const raw = path ? readSettingsFile(path, reading) : {}
  const overrides = readEnvironment(env)
  problems.push(...overrides.problems)
  override(raw, overrides, reading)
  loadReferences(raw, reading)

  const effective = profileOf(raw, profile)
  const parsed = settingsSchema.safeParse(raw)
  problems.push(...(parsed.success ? [] : problemsOf(parsed.error)))
  if (effective === 'production') problems.push(...missing(raw, problems))
  if (typeof raw['issuer'] === 'string') {
    const problem = issuerProblem(raw['issuer'], effective)
    if (problem) problems.push({ path: 'issuer', problem })
  }
  if (parsed.success) problems.push(...inconsistencies(parsed.data))
  refuse(problems)
  if (!parsed.success) throw parsed.error
  return complete(parsed.data, effective, reading.references)
}

/** Anything but a plain `development` gets the strict rules. */
function profileOf(raw: RawSettings, fallback: Profile): Profile {
  return (raw['profile'] ?? fallback) === 'development' ? 'development' : 'production'
}

/** What production has to be told; nothing of it is ever made up. */
function missing(raw: RawSettings, problems: readonly Problem[]): Problem[] {
  const examples = {
    issuer: 'https://id.example.com',
    store: 'sqlite:/var/lib/oidc-step-up/data.sqlite',
    'keys.signing': 'file:/run/secrets/signing-keys.json',
    'keys.cookies': 'file:/run/secrets/cookie-keys',
    'keys.sealing': 'file:/run/secrets/sealing-keys',
  }
  return Object.entries(examples)
    .filter(([path]) => get(raw, path) === undefined)
    .filter(([path]) => !problems.some((problem) => problem.path === path))
    .map(([path, example]) => ({
      path,
      problem: `is required in production, for example ${example}`,
    }))
}

function complete(settings: Settings, profile: Profile, references: References): Configuration {
  const { issuer, issuerName, keys, store, development, ...rest } = settings
  const dataDir = resolve(development.dataDir)
  return {
    ...rest,
    profile,
    issuer: issuer ?? `http://localhost:${settings.port}`,
    issuerName: issuerName ?? defaultIssuerName(settings.productName),
    store: locationOf(store ?? `sqlite:${join(dataDir, 'oidc-step-up.sqlite')}`),
    keys: completeKeys(keys, profile, dataDir, references),
    ...(profile === 'development' && { development: { ...development, dataDir } }),
  }
}

/** Authenticator apps split `issuer:account` at the first colon, so the name has none. */
const defaultIssuerName = (productName: string): string => productName.replaceAll(':', ' ')

function completeKeys(
  { signing, cookies, sealing, refresh }: Settings['keys'],
  profile: Profile,
  dataDir: string,
  references: References,
): Keys {
  const sourceOf = (kind: KeyKind, made: boolean): KeySource =>
    made
      ? { kind: 'development', path: developmentKeysFile(dataDir) }
      : (references.get(`keys.${kind}`) ?? { kind: 'written' })
  const sources = {
    signing: sourceOf('signing', !signing),
    cookies: sourceOf('cookies', !cookies),
    sealing: sourceOf('sealing', !sealing),
  }
  if (signing && cookies && sealing) return { signing, cookies, sealing, refresh, sources }
  // Unreachable after `missing`, and still never made up.
  if (profile === 'production') throw new ConfigurationError('keys', 'are required in production')
  const made = developmentKeys(dataDir)
  return {
    signing: signing ?? made.signing,
    cookies: cookies ?? made.cookies,
    sealing: sealing ?? made.sealing,
    refresh,
    sources,
  }
}
