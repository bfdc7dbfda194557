import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT, exportJWK, generateKeyPair, type JWTPayload } from 'jose'
import { systemClock, epochSeconds } from '../../src/kernel/instant.ts'
import { createPatientServer } from '../support/listener.ts'

export const AUDIENCE = 'https://api.example'
export const TWO_FACTORS = 'urn:step-up:2fa'
export const ONE_FACTOR = 'urn:step-up:1fa'

export const now = (): number => epochSeconds(systemClock())

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey']

export interface TokenOptions {
  readonly alg?: string
  readonly typ?: string
  readonly kid?: string
  readonly key?: PrivateKey | Uint8Array
}

/** Metadata, keys and introspection over real HTTP, as a test wants them. */
export interface SigningIssuer {
  readonly issuer: string
  /** Members that replace those of the metadata. */
  readonly metadata: Record<string, unknown>
  /** Introspection answers, by token. */
  readonly known: Map<string, Record<string, unknown>>
  /** Paths that answer with this status instead. */
  readonly broken: Map<string, number>
  /** Paths asked for, and the Authorization that came with introspection. */
  readonly asked: string[]
  readonly credentials: string[]
  sign(claims?: Readonly<Record<string, unknown>>, options?: TokenOptions): Promise<string>
  stop(): Promise<void>
  start(): Promise<void>
}

export const PATHS = {
  metadata: '/.well-known/openid-configuration',
  keys: '/keys',
  introspection: '/introspection',
} as const

export async function openSigningIssuer(): Promise<SigningIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
  const asked: string[] = []
  const credentials: string[] = []
  const broken = new Map<string, number>()
  const known = new Map<string, Record<string, unknown>>()
  const metadata: Record<string, unknown> = {}

  const send = (response: ServerResponse, body: unknown) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body))
  }
  const server = createPatientServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const status = broken.get(path)
    if (status !== undefined) return response.writeHead(status).end('broken')
    if (path === PATHS.metadata) {
      return send(response, {
        issuer,
        jwks_uri: issuer + PATHS.keys,
        introspection_endpoint: issuer + PATHS.introspection,
        acr_values_supported: [ONE_FACTOR, TWO_FACTORS],
        ...metadata,
      })
    }
    if (path === PATHS.keys) return send(response, { keys: [jwk] })
    credentials.push(request.headers.authorization ?? '')
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const token = new URLSearchParams(body).get('token') ?? ''
      send(response, known.get(token) ?? { active: false })
    })
  })
  const listen = async (port: number) => {
    server.listen(port, 'localhost')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const issuer = `http://localhost:${port}`

  return {
    issuer,
    metadata,
    known,
    broken,
    asked,
    credentials,
    sign(claims = {}, { alg = 'ES256', typ = 'at+jwt', kid = 'one', key = privateKey } = {}) {
      const all: JWTPayload = {
        iss: issuer,
        aud: AUDIENCE,
        sub: 'ada',
        client_id: 'shop',
        jti: 'a-token',
        iat: now(),
        exp: now() + 300,
        scope: 'openid transfers',
        acr: TWO_FACTORS,
        amr: ['pwd', 'otp', 'mfa'],
        auth_time: now() - 10,
        ...(claims as JWTPayload),
      }
      return new SignJWT(all).setProtectedHeader({ alg, typ, kid }).sign(key)
    },
    async stop() {
      server.closeAllConnections()
      if (server.listening) {
        server.close()
        await once(server, 'close')
      }
    },
    async start() {
      await listen(port)
    },
  }
}
