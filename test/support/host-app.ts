import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { bodyParser } from '@koa/bodyparser'
import express, { type NextFunction } from 'express'
import Koa from 'koa'
import mount from 'koa-mount'
import type { Provider } from 'oidc-provider'
import { Fault, type Attached } from '../../src/index.ts'
import { answerHostPage } from './host-pages.ts'

/** How a host puts its app together. */
export interface HostShape {
  readonly framework: 'Koa' | 'Express' | 'node:http'
  /** Where the provider is mounted. @default '' */
  readonly prefix?: string
  /** Where the pages of step-up are; the plug-in's own default unless it is given. */
  readonly path?: string
  /** Uses the pages below this mount path, which Express cuts off. @default '' */
  readonly pagesBelow?: string
  /** A body parser ahead of everything. @default false */
  readonly parsesBodies?: boolean
  /** Believes one proxy in front. @default false */
  readonly proxied?: boolean
}

export interface HostParts extends HostShape {
  readonly provider: Provider
  readonly pages: Attached
  readonly cookieKeys: readonly string[]
}

export const listenerOf = (parts: HostParts): RequestListener => LISTENERS[parts.framework](parts)

/** A page of the host's at an address below ours that is none of ours. */
const OWN_PAGE = '/step-up/a/page/of/the/host'

const LISTENERS = {
  Koa: koaListener,
  Express: expressListener,
  'node:http': plainListener,
} as const

function koaListener({ provider, pages, cookieKeys, prefix = '', ...shape }: HostParts) {
  const app = new Koa({ proxy: shape.proxied === true, keys: [...cookieKeys] })
  app.use(async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      ctx.status = 500
      ctx.body = `Host: ${codeOf(error)}`
    }
  })
  if (shape.parsesBodies) app.use(bodyParser())
  app.use(pages.routes())
  app.use(async (ctx, next) => {
    if (ctx.path === OWN_PAGE) ctx.body = 'Host: a page'
    else if (ctx.path.startsWith('/login/')) {
      ctx.respond = false
      ctx.res.statusCode = 200
      await answerHostPage(provider, ctx.req, ctx.res, ctx.request.body)
    } else await next()
  })
  app.use(prefix === '' ? mount(provider) : mount(prefix, provider))
  const handle = app.callback()
  return (request: IncomingMessage, response: ServerResponse) => void handle(request, response)
}

function expressListener({ provider, pages, prefix = '', ...shape }: HostParts) {
  const app = express()
  if (shape.proxied) app.set('trust proxy', 1)
  if (shape.parsesBodies) app.use(express.urlencoded({ extended: false }), express.json())
  app.use(shape.pagesBelow ?? '/', pages.callback())
  app.get(OWN_PAGE, (_request, response) => void response.send('Host: a page'))
  app.use('/login', (request, response) =>
    answerHostPage(provider, request, response, request.body),
  )
  app.use(prefix === '' ? '/' : prefix, provider.callback())
  app.use(
    (error: unknown, _request: unknown, response: express.Response, _next: NextFunction) =>
      void response.status(500).send(`Host: ${codeOf(error)}`),
  )
  return app
}

function plainListener({ provider, pages }: HostParts): RequestListener {
  const ours = pages.callback()
  const theirs = provider.callback()
  return (request, response) => {
    ours(request, response, (error) => {
      if (error !== undefined) response.writeHead(500).end(`Host: ${codeOf(error)}`)
      else if (request.url === OWN_PAGE) response.end('Host: a page')
      else if (request.url?.startsWith('/login/')) {
        void answerHostPage(provider, request, response)
      } else void theirs(request, response)
    })
  }
}

const codeOf = (error: unknown): string => (error instanceof Fault ? error.code : String(error))
