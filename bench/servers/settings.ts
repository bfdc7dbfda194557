import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLIENT } from '../load/flow.ts'

const randomKey = (): string => randomBytes(32).toString('base64url')

/** The keys of one candidate. */
export const createKeys = () => ({
  signing: {
    keys: [
      {
        ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
        alg: 'ES256',
      },
    ],
  },
  cookies: [randomKey()],
  sealing: [{ id: 'k1', key: randomKey() }],
})

export type SettingsKeys = ReturnType<typeof createKeys>

/** What a server of ours is configured by, as an operator writes it. */
export interface Settings {
  readonly profile: 'production'
  readonly issuer: string
  readonly port: number
  readonly store: string
  readonly keys: SettingsKeys
  readonly clients: readonly unknown[]
  readonly [option: string]: unknown
}

/** The production profile with its defaults, on loopback. */
export const settingsFor = (
  port: number,
  store: string,
  keys: SettingsKeys,
  further: Readonly<Record<string, unknown>> = {},
): Settings => ({
  profile: 'production',
  issuer: `http://localhost:${port}`,
  port,
  store,
  keys,
  clients: [{ ...CLIENT, first_party: true }],
  ...further,
})

/** Resolves the file's path. */
export function writeSettings(folder: string, settings: Settings): string {
  const file = join(folder, `settings-${settings.port}.json`)
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 })
  return file
}
