import { CookieJar } from 'tough-cookie'
import { CALLBACK } from './test-server.ts'

/** Nothing listens there: the address is all that a relying party needs. */
const ARRIVALS = [CALLBACK, CALLBACK.replace('localhost', '127.0.0.1')]

/** A response that has been read, with what a browser would show of it. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly html: string
  readonly heading: string
  /** The texts of errors, tied to their fields. */
  readonly errors: readonly string[]
  readonly forms: readonly PageForm[]
  /** Set when the last redirect led to a relying party: its parameters. */
  readonly arrived?: URLSearchParams
}

export interface PageForm {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

export interface BrowserOptions {
  /** What it asks for (`Accept-Language`). */
  readonly languages?: string | undefined
  /** @default 'test' */
  readonly userAgent?: string
  /** What carries its requests. @default the network */
  readonly fetch?: typeof fetch
}

/**
 * A browser without JavaScript: a cookie jar, redirects, and forms. The address alone is what our script makes
 * of it, where a page answers a request to somewhere else.
 */
export class Browser {
  readonly jar: CookieJar
  /** What it asks for (`Accept-Language`). */
  readonly languages: string | undefined
  readonly userAgent: string
  /** Requests that it has sent, redirects included. */
  requests = 0
  readonly fetch: typeof fetch
  #page: Page | undefined

  constructor(jar = new CookieJar(), options: BrowserOptions = {}) {
    this.jar = jar
    this.languages = options.languages
    this.userAgent = options.userAgent ?? 'test'
    this.fetch = options.fetch ?? fetch
  }

  /** Another tab: the same cookies, another page. */
  tab(): Browser {
    return new Browser(this.jar, this)
  }

  get page(): Page {
    if (!this.#page) throw new Error('nothing was opened yet')
    return this.#page
  }

  /** The same, or undefined before anything was opened. */
  get shown(): Page | undefined {
    return this.#page
  }

  open(url: string): Promise<Page> {
    return this.#go(url, { method: 'GET' })
  }

  /** Sends the form whose action ends so, with its hidden fields and these. */
  submit(action: string, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    const form = this.form(action)
    return this.post(new URL(form.action, this.page.url).href, { ...form.fields, ...fields })
  }

  form(action: string): PageForm {
    const form = this.page.forms.find((candidate) => candidate.action.endsWith(action))
    if (!form) throw new Error(`no form to "${action}" on "${this.page.heading}"`)
    return form
  }

  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Page> {
    return this.#go(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { Origin: new URL(url).origin, 'Sec-Fetch-Site': 'same-origin', ...headers },
    })
  }

  /** The value of a cookie that would be sent to this URL. */
  cookie(name: string, url: string): string | undefined {
    return this.jar.getCookiesSync(url).find(({ key }) => key === name)?.value
  }

  /** One request without following or remembering anything but cookies: for races. */
  async send(url: string, init: RequestInit = {}): Promise<Response> {
    this.requests += 1
    const headers = new Headers(init.headers)
    headers.set('User-Agent', this.userAgent)
    headers.set('Cookie', this.jar.getCookieStringSync(url))
    if (this.languages !== undefined) headers.set('Accept-Language', this.languages)
    const response = await this.#connect(url, { ...init, redirect: 'manual', headers })
    for (const cookie of response.headers.getSetCookie()) {
      this.jar.setCookieSync(cookie, url, { ignoreError: true })
    }
    return response
  }

  /** Nothing was sent where there was no connection yet: on a busy machine a thousand at once take their time. */
  async #connect(url: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.fetch(url, init)
      } catch (error) {
        const code: unknown = error instanceof Error && Reflect.get(Object(error.cause), 'code')
        if (code !== 'UND_ERR_CONNECT_TIMEOUT' || attempt === 5) throw error
      }
    }
  }

  async #go(first: string, init: RequestInit): Promise<Page> {
    let url = first
    let response = await this.send(url, init)
    for (let hops = 0; [302, 303].includes(response.status); hops += 1) {
      if (hops > 20) throw new Error(`too many redirects at ${url}`)
      url = new URL(response.headers.get('Location') ?? '', url).href
      await response.body?.cancel()
      if (ARRIVALS.some((callback) => url.startsWith(callback))) {
        return (this.#page = arrival(url))
      }
      response = await this.send(url)
    }
    const html = await response.text()
    return (this.#page = read(standsAt(url, html), response, html))
  }
}

const standsAt = (url: string, html: string): string => {
  const [, address] = /<body[^>]* data-address="([^"]*)"/.exec(html) ?? []
  return address === undefined ? url : new URL(address, url).href
}

const arrival = (url: string): Page => ({
  url,
  status: 303,
  headers: new Headers(),
  html: '',
  heading: '',
  errors: [],
  forms: [],
  arrived: new URL(url).searchParams,
})

function read(url: string, { status, headers }: Response, html: string): Page {
  return {
    url,
    status,
    headers,
    html,
    heading: textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? ''),
    errors: [...html.matchAll(/<p class="error"[\s\S]*?<span>([\s\S]*?)<\/span>/g)].map(
      ([, text]) => textOf(text ?? ''),
    ),
    forms: [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].map(
      ([, action = '', body = '']) => ({ action: textOf(action), fields: hiddenFields(body) }),
    ),
  }
}

const hiddenFields = (body: string): Record<string, string> =>
  Object.fromEntries(
    // What stands for browsers without a script is not said by one whose pages' addresses the script has set.
    [
      ...body
        .replaceAll(/<noscript>.*?<\/noscript>/g, '')
        .matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g),
    ].map(([, name = '', value = '']) => [name, textOf(value)]),
  )

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
