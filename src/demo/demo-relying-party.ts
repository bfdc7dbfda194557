import { once } from 'node:events'
import { createServer } from 'node:http'
import { systemClock, type Clock } from '../kernel/instant.ts'
import { createDemoApi } from './api.ts'
import { createDemoApp } from './app.ts'
import { DEFAULT_HOST, demoClientMetadata, type DemoClientOptions } from './client-metadata.ts'
import { createRenderer } from './pages.ts'
import { parseIssuer } from '../kernel/loopback.ts'
import { createProviderLink } from './provider-link.ts'
import { createLogoutTokenReader, createStepUp } from '../kits/relying-party/index.ts'
import { createSessionStore } from './session.ts'

export interface DemoRelyingPartyOptions extends DemoClientOptions {
  /** The provider. It need not be up yet: it is looked for at the first sign-in. */
  readonly issuer: string
  /** The acr class that stands for two factors: `urn:step-up:2fa`. */
  readonly secondFactorAcr: string
  /**
   * What the pages call the provider.
   * @default 'the identity provider'
   */
  readonly productName?: string | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

export interface DemoRelyingParty {
  /** Where it is, for a browser; without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the demo: an application that signs people in through a provider and asks for a second factor
 * before something dangerous, which an API beside it does. It keeps its sessions in memory, so it is one process, for trying things.
 *
 * With `port: 0` the system chooses one; register `demoClientMetadata` with the port in `url` then.
 *
 * @throws ConfigurationError when `issuer` is no https URL and not on this machine
 */
export async function openDemoRelyingParty(
  options: DemoRelyingPartyOptions,
): Promise<DemoRelyingParty> {
  const { secondFactorAcr, host = DEFAULT_HOST, clock = systemClock } = options
  const issuer = parseIssuer(options.issuer)
  const server = createServer()
  server.listen(options.port, host)
  await once(server, 'listening')

  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  const client = demoClientMetadata({ ...options, port })
  const provider = createProviderLink(issuer, client)
  const [redirectUri = ''] = client.redirect_uris
  const app = createDemoApp({
    issuer,
    client,
    secondFactorAcr,
    sessions: createSessionStore(),
    render: createRenderer(options.productName ?? 'the identity provider'),
    clock,
    provider,
    api: createDemoApi({ issuer: options.issuer, client, secondFactorAcr, clock }),
    stepUp: createStepUp({ configuration: provider, redirectUri, clock }),
    readLogoutToken: createLogoutTokenReader({ configuration: provider }),
  })
  const handle = app.callback()
  server.on('request', (request, response) => void handle(request, response))
  return {
    url: new URL(client.client_uri).origin,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
