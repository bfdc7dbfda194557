import { strict as assert } from 'node:assert'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Secret } from '../../../src/kernel/secret.ts'
import { checkConfiguration } from '../../../src/server/check-configuration.ts'
import { CLIENT_PRESETS } from '../../../src/server/config/client-presets.ts'
import type { ClientConfiguration } from '../../../src/server/config/configuration.ts'
import { clientSchema } from '../../../src/server/config/clients.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { testConfiguration } from '../../support/test-server.ts'

const rsa = () => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid: 'rsa',
  use: 'sig',
})

const client = (further: object): ClientConfiguration =>
  clientSchema.parse({ client_id: 'product', client_secret: 'x'.repeat(43), ...further })

describe('presets of clients', () => {
  const folder = temporaryFolder()

  for (const preset of ['cloudflare-access', 'gitlab', 'grafana'] as const) {
    it(`${preset}: a server starts with it and a redirect URI, and signs what it needs`, async () => {
      const configuration = testConfiguration(folder(), 9)
      const { keys: known } = configuration.keys.signing.reveal()
      const signing = new Secret({ keys: [rsa(), ...known] })
      const product = client({ step_up_preset: preset, redirect_uris: ['https://a.example/'] })
      const metadata = await checkConfiguration(
        { ...configuration, keys: { ...configuration.keys, signing }, clients: [product] },
        async ({ provider }) => (await provider.Client.find('product'))?.metadata(),
      )
      assert.equal(metadata?.id_token_signed_response_alg, 'RS256')
      assert.equal(metadata?.grant_types?.includes('refresh_token'), preset === 'grafana')
    })
  }

  it('entra: a server starts with it alone, where the ladder has its name for a class', async () => {
    const configuration = testConfiguration(folder(), 9)
    const { keys: known } = configuration.keys.signing.reveal()
    const keys = { ...configuration.keys, signing: new Secret({ keys: [rsa(), ...known] }) }
    const entra = clientSchema.parse({ client_id: 'entra', step_up_preset: 'entra' })
    const given = { ...configuration, keys, clients: [entra] }
    await assert.rejects(checkConfiguration(given), /step_up_minimum_acr: names no acr class/)
    const [first, second] = configuration.ladder
    assert.ok(first && second)
    const ladder = [first, { ...second, presets: ['entra'] as const }]
    const metadata = await checkConfiguration({ ...given, ladder }, async ({ provider }) =>
      (await provider.Client.find('entra'))?.metadata(),
    )
    assert.deepEqual(metadata?.response_types, ['id_token'])
    assert.equal(metadata?.id_token_signed_response_alg, 'RS256')
    assert.equal(metadata?.['step_up_amr'], 'second')
  })

  it('what is written wins', () => {
    const own = client({ step_up_preset: 'gitlab', id_token_signed_response_alg: 'ES256' })
    assert.equal(own['id_token_signed_response_alg'], 'ES256')
  })

  it('each has its row in docs/clients.md, and no row is of another', () => {
    const rows = [...readFileSync('docs/clients.md', 'utf8').matchAll(/^\| `([a-z-]+)` /gm)]
    assert.deepEqual(
      rows.map(([, name]) => name),
      [...CLIENT_PRESETS],
    )
  })
})
