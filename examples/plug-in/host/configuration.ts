import { generateKeyPairSync } from 'node:crypto'
import { interactionPolicy, type Configuration } from 'oidc-provider'
import { users } from './accounts.ts'
import { MemoryAdapter } from './memory-adapter.ts'
import { issuer, secret } from './settings.ts'

const { Check, Prompt, base } = interactionPolicy

/** The policy of the application: whoever has not accepted its terms is asked to. */
const policy = base()
policy.add(
  new Prompt(
    { name: 'terms', requestable: false },
    new Check('terms', 'the terms have to be accepted', async (ctx) => {
      const user = await users.find(ctx.oidc.account?.accountId ?? '')
      return user?.termsAccepted === false
    }),
  ),
)

const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

export const shopSecret = secret('shop-secret')

/** The configuration that the application had before it knew of step-up. */
export const configuration: Configuration = {
  adapter: MemoryAdapter,
  jwks: { keys: [{ ...signingKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
  cookies: { keys: [secret('cookie-key')] },
  clients: [
    {
      client_id: 'shop',
      client_secret: shopSecret,
      redirect_uris: [`${issuer}/shop/callback`],
    },
  ],
  features: { devInteractions: { enabled: false } },
  interactions: { policy, url: (_ctx, { uid }) => `/login/${uid}` },
  async findAccount(_ctx, id) {
    const user = await users.find(id)
    return user && { accountId: id, claims: () => ({ sub: id, email: user.email }) }
  },
  /** The shop is the company's own: nobody is asked for consent. */
  async loadExistingGrant(ctx) {
    const { client, session, provider } = ctx.oidc
    if (!client || session?.accountId === undefined) return undefined
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope('openid')
    await grant.save()
    return grant
  },
  ttl: { Grant: 86_400, IdToken: 3600, AccessToken: 3600, Interaction: 3600, Session: 86_400 },
}
