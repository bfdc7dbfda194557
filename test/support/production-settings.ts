import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** A new private key set, as an operator would write it. */
export const signingKeys = () => ({
  keys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })],
})

export const randomKey = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/** All that production asks for. */
export const productionSettings = () => ({
  issuer: 'https://id.example.com',
  store: 'sqlite:/var/lib/oidc-step-up/data.sqlite',
  keys: {
    signing: signingKeys(),
    cookies: [randomKey()],
    sealing: [{ id: 'k1', key: randomKey() }],
  },
})
