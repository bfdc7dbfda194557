import { around } from '../../oidc/library.ts'
import { fieldOf } from '../../kernel/typing.ts'
import type { Provider } from 'oidc-provider'

/**
 * Client metadata of the server's own making: the secrets that were rotated away and are valid still. They stand in
 * what the library keeps a client by, so that one whose time is over is gone from the next request on.
 */
export const FORMER_SECRETS = 'step_up_former_secrets'

interface SymmetricKey {
  readonly use?: string
  readonly k?: string
}

/** As much of the library's client as has to do with its secret. */
interface SecretHolder {
  readonly clientSecret?: string
  readonly symmetricKeyStore: Iterable<SymmetricKey> & { add(key: SymmetricKey): void }
  compareClientSecret: (this: SecretHolder, actual: string) => Promise<boolean>
  checkClientSecretExpiration: (this: SecretHolder, ...words: readonly string[]) => void
}

/**
 * Lets clients authenticate with a former secret too. `provider.Client` is a class of this provider's alone: the
 * library asks its methods whether a secret fits, and, before anything is verified with a secret, whether that has
 * expired. What it makes of it stays the library's: the constant-time comparison, and the trial of each key.
 *
 * Call it once, before the provider serves its first request.
 */
export function acceptFormerSecrets(provider: Provider): void {
  const prepared = new WeakSet<SecretHolder>()

  around<SecretHolder, Parameters<SecretHolder['compareClientSecret']>, Promise<boolean>>(
    provider.Client.prototype,
    'compareClientSecret',
    (compare) =>
      async function compareEach(actual) {
        const own = await compare(this, actual)
        // Each is compared, whichever fits: the time taken says nothing of which it was.
        const former = await Promise.all(
          formerOf(this).map((clientSecret) =>
            compare(Object.create(this, { clientSecret: { value: clientSecret } }), actual),
          ),
        )
        return [own, ...former].some(Boolean)
      },
  )
  around<SecretHolder, unknown[], void>(
    provider.Client.prototype,
    'checkClientSecretExpiration',
    (checkExpiration) =>
      function prepareFormer(...words) {
        checkExpiration(this, ...words)
        if (prepared.has(this)) return
        prepared.add(this)
        const own = [...this.symmetricKeyStore].filter(({ use }) => use === 'sig')
        for (const secret of formerOf(this)) {
          const k = Buffer.from(secret).toString('base64url')
          // Behind the current one, which alone signs.
          for (const key of own) this.symmetricKeyStore.add({ ...key, k })
        }
      },
  )
}

function formerOf(client: object): readonly string[] {
  const former: unknown = fieldOf(client, FORMER_SECRETS)
  return Array.isArray(former) ? former.filter((secret) => typeof secret === 'string') : []
}
