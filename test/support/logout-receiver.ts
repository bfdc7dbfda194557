import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { keepSecret } from './secrets-in-logs.ts'
import { createPatientServer } from './listener.ts'

/** A relying party's end of the back channel, as OpenID Connect Back-Channel Logout 1.0 wants it. */
export interface LogoutReceiver {
  readonly uri: string
  /** What was posted, verified: the claims of each logout token, in order. */
  readonly received: readonly JWTPayload[]
  /** Why something that was posted is no logout token. */
  readonly refused: readonly unknown[]
  /** What it does from now on. */
  behave(behaviour: Behaviour): void
  /** Resolves when so many have been received altogether. */
  until(count: number): Promise<void>
  close(): Promise<void>
}

export type Behaviour = 'answers' | 'hangs' | 'fails' | 'refuses' | 'redirects' | 'streams'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * Listens on loopback for the logout tokens of a client.
 *
 * @param issuer asked for when a token arrives: the server is configured with this address, and opened later
 */
export async function openLogoutReceiver(
  issuer: () => string,
  clientId: string,
  first: Behaviour = 'answers',
): Promise<LogoutReceiver> {
  let keys: JWTVerifyGetKey | undefined
  let behaviour = first
  const received: JWTPayload[] = []
  const refused: unknown[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []

  /** §2.6: every check that a relying party has to make. */
  async function accept(body: string, type: string | undefined): Promise<void> {
    if (type !== 'application/x-www-form-urlencoded') throw new Error(`type ${type}`)
    const token = keepSecret(new URLSearchParams(body).get('logout_token') ?? '')
    keys ??= createRemoteJWKSet(new URL(`${issuer()}/jwks`))
    const { payload } = await jwtVerify(token, keys, {
      issuer: issuer(),
      audience: clientId,
      typ: 'logout+jwt',
      algorithms: ['RS256'],
      maxTokenAge: 120,
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
    })
    if (payload.sub === undefined && payload['sid'] === undefined) throw new Error('names nobody')
    if (payload['nonce'] !== undefined) throw new Error('could be taken for an id_token')
    const events = payload['events'] as Readonly<Record<string, unknown>>
    if (JSON.stringify(events) !== JSON.stringify({ [EVENT]: {} })) throw new Error('no event')
    if (received.some(({ jti }) => jti === payload.jti)) throw new Error('replayed')
    received.push(payload)
  }

  const server = createPatientServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      await accept(body, request.headers['content-type']).catch((error: unknown) => {
        refused.push(error)
      })
      for (const { count, resolve } of waiting) if (received.length >= count) resolve()
      answer(response, behaviour, body)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    uri: `http://localhost:${port}/back-channel/logout`,
    received,
    refused,
    behave(next) {
      behaviour = next
    },
    async until(count) {
      if (received.length >= count) return
      await new Promise<void>((resolve) => waiting.push({ count, resolve }))
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answer(response: ServerResponse, behaviour: Behaviour, body: string): void {
  switch (behaviour) {
    case 'answers':
      response.writeHead(200, { 'Cache-Control': 'no-store' }).end()
      return
    case 'fails':
      response.writeHead(500).end()
      return
    case 'refuses':
      // Back-Channel Logout 1.0 §2.8; what is said may hold whatever was sent.
      response.writeHead(400, { 'Content-Type': 'application/json' }).end(
        JSON.stringify({
          error: 'invalid_request',
          error_description: `no such\nsession in ${body} ${'so it is. '.repeat(100)}`,
        }),
      )
      return
    case 'redirects':
      response.writeHead(302, { Location: '/elsewhere' }).end()
      return
    case 'streams':
      // Headers, and then a body that never ends.
      response.writeHead(200).write('never')
      return
    case 'hangs':
  }
}
