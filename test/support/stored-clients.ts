import { createHmac, randomUUID } from 'node:crypto'
import type { Clients } from '../../src/clients/index.ts'
import { keepSecret } from './secrets-in-logs.ts'
import type { TestServer } from './test-server.ts'

export const OPERATOR = { kind: 'operator' } as const

/** A program that asks for tokens of its own. */
export const MACHINE = {
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
}

/** Adds a client and resolves its secret. */
export async function addClient(
  clients: Clients,
  id: string,
  metadata: Readonly<Record<string, unknown>> = MACHINE,
): Promise<string> {
  const added = await clients.add(OPERATOR, { id, metadata })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  return keepSecret(added.secret?.reveal() ?? '-'.repeat(43))
}

export async function rotateSecret(clients: Clients, id: string, overlap: number): Promise<string> {
  const rotated = await clients.rotateSecret(OPERATOR, { id, overlap })
  if (rotated.outcome !== 'rotated') throw new Error(rotated.outcome)
  return keepSecret(rotated.secret.reveal())
}

type Server = Pick<TestServer, 'url' | 'configuration'>

async function ask(server: Server, form: Record<string, string>, basic?: string) {
  const response = await fetch(`${server.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
    ...(basic === undefined ? {} : { headers: { authorization: `Basic ${btoa(basic)}` } }),
  })
  const answer = (await response.json()) as { access_token?: string; error?: string }
  if (answer.access_token !== undefined) keepSecret(answer.access_token)
  return { status: response.status, ...answer }
}

/** What a token request comes to that shows this secret. */
export const askBySecret = (server: Server, id: string, secret: string) =>
  ask(server, {}, `${id}:${secret}`)

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The same by `client_secret_jwt` (OpenID Connect Core 1.0 §9). */
export function askByAssertion(server: Server, id: string, secret: string) {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: id,
    sub: id,
    aud: server.configuration.issuer,
    jti: randomUUID(),
    exp: now + 60,
  }
  const signed = `${segment({ alg: 'HS256' })}.${segment(claims)}`
  const signature = createHmac('sha256', secret).update(signed).digest('base64url')
  return ask(server, {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: keepSecret(`${signed}.${signature}`),
  })
}
