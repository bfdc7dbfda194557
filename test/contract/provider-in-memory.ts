import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Context } from 'koa'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Provider, interactionPolicy, type ClientMetadata, type Configuration } from 'oidc-provider'
import { createLadder } from '../support/proofs.ts'
import type { Authenticator } from '../../src/people/index.ts'
import type { AccountId } from '../../src/kernel/ids.ts'
import { createAttachment } from '../../src/oidc/attachment.ts'
import { clientMetadata } from '../../src/oidc/client-metadata.ts'
import { recallIdTokenHint } from '../../src/oidc/id-token-hint.ts'
import { featuresWith, openidClaims } from '../../src/oidc/library-features.ts'
import { extendPolicy } from '../../src/oidc/policy.ts'
import { attachEvidence } from '../../src/oidc/session-evidence.ts'
import type { StepUpContext } from '../../src/oidc/abilities.ts'
import { grantsFor } from '../../src/server/first-party-grant.ts'
import { adapterInMemory } from '../support/adapter-in-memory.ts'
import { fetchInMemory } from '../support/fetch-in-memory.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'
import { API, CLIENTS, RESOURCES } from './clients.ts'

/** Nothing listens there. */
const ISSUER = 'http://localhost:9'

export interface ProviderInMemory extends TestClock {
  readonly provider: Provider
  readonly issuer: string
  readonly context: StepUpContext
  /** Has requests answered by the provider, in this process. */
  readonly fetch: typeof fetch
  /** The confirmed devices of each account. */
  readonly devices: Map<AccountId, readonly Authenticator[]>
  /** Of a request without a single header. */
  readonly koaContext: () => Context
  /** An id_token of an account, as the provider signs them. */
  idTokenOf(id: AccountId): Promise<string>
}

/**
 * The library with our policy in it, and nothing else of the server. What accounts have is in memory, and where a
 * page would be there is none: `Visitor` goes on by what it would have asked.
 */
export async function openProviderInMemory(): Promise<ProviderInMemory> {
  const time = createTestClock()
  const devices = new Map<AccountId, readonly Authenticator[]>()
  const never = () => Promise.reject(new Error('nobody gives a name or a password here'))
  const context: StepUpContext = {
    directory: {
      find: async (id) => ({ id, label: `${id}@example.com` }),
      identify: never,
    },
    authenticators: { confirmed: async (id) => devices.get(id) ?? [] },
    ladder: createLadder(),
    clock: time.clock,
    secondFactorWhenEnrolled: true,
    secondFactorRequired: false,
  }
  const attachment = createAttachment()
  const givenOut = attachment.giveOut()
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const provider = new Provider(ISSUER, {
    adapter: adapterInMemory(),
    clients: CLIENTS as unknown as ClientMetadata[],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }] },
    cookies: { keys: ['a key of the tests alone'] },
    scopes: ['openid', 'offline_access'],
    acrValues: [...context.ladder.names],
    claims: { openid: openidClaims(undefined) },
    extraClientMetadata: clientMetadata(undefined, context.ladder),
    features: featuresWith(FEATURES, context, givenOut),
    interactions: {
      policy: [...extendPolicy(interactionPolicy.base(), context, attachment, givenOut)],
      url(_ctx, interaction) {
        attachment.leadsToUs(interaction)
        return `/interaction/${interaction.uid}`
      },
    },
    ttl: {
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AccessToken: 600,
      IdToken: 600,
      DeviceCode: 600,
    },
    findAccount: givenOut.findsAccounts((_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    })),
    renderError: (ctx, { error }) => {
      ctx.body = error
    },
    loadExistingGrant: grantsFor(new Set(CLIENTS.map(({ client_id: id }) => id))),
  })
  attachment.attach(provider)
  attachEvidence(provider, { clock: time.clock })
  provider.on('interaction.ended', recallIdTokenHint)
  return {
    ...time,
    provider,
    issuer: ISSUER,
    context,
    fetch: fetchInMemory(provider.callback()),
    devices,
    koaContext: () => {
      const request = new IncomingMessage(new Socket())
      return provider.createContext(request, new ServerResponse(request))
    },
    idTokenOf: (id) =>
      new SignJWT({ sub: id })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(ISSUER)
        .setAudience('plain')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
  }
}

const FEATURES: NonNullable<Configuration['features']> = {
  clientCredentials: { enabled: true },
  requestObjects: { enabled: true },
  deviceFlow: {
    enabled: true,
    userCodeInputSource: (ctx, form) => {
      ctx.body = form
    },
    userCodeConfirmSource: (ctx, form) => {
      ctx.body = form
    },
    successSource: (ctx) => {
      ctx.body = ''
    },
  },
  resourceIndicators: {
    enabled: true,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({
      scope: RESOURCES[0].scopes.join(' '),
      audience: API,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'ES256' } },
    }),
  },
}
