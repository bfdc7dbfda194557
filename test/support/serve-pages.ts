import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, extname } from 'node:path'
import type { Language } from '../../src/kernel/languages.ts'
import { packagedAssets } from '../../src/views/assets.ts'
import { createViews, type ViewOptions } from '../../src/views/create-views.ts'
import { pageSamples } from './page-samples.ts'
import { renderSample, sampleName, staying } from './render-sample.ts'
import { createPatientServer } from './listener.ts'

/** As the server sends it: nothing inline runs, nothing foreign loads. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

export interface PageServer extends AsyncDisposable {
  readonly url: string
  /** Bodies of the POSTs that arrived, in order. */
  readonly posts: string[]
}

/** Serves every sample at `/<page>--<state>` on a free port of the loopback address. */
export async function servePages(
  options: Partial<ViewOptions> = {},
  language: Language = 'en',
): Promise<PageServer> {
  const render = createViews({
    chrome: { productName: 'Acme Sign-in', assets: '/assets' },
    ...options,
  })
  const pages = new Map(
    pageSamples.map((sample) => [
      `/${sampleName(sample)}`,
      staying(renderSample(render, sample, language)),
    ]),
  )
  const posts: string[] = []

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('Content-Security-Policy', contentSecurityPolicy)
    const type = types[extname(pathname)]
    if (request.method === 'POST') {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      posts.push(body)
      // Slow, so that a second click finds the first one still on its way.
      setTimeout(() => response.setHeader('Content-Type', 'text/html').end('<p>received'), 150)
    } else if (pathname.startsWith('/assets/') && type !== undefined) {
      response.setHeader('Content-Type', type)
      response.end((options.assets ?? packagedAssets).find(basename(pathname))?.body)
    } else {
      const page = pages.get(pathname)
      response.statusCode = page === undefined ? 404 : 200
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(page ?? '')
    }
  }
  const server = createPatientServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
