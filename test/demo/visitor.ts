import { CookieJar } from 'tough-cookie'

export interface Page {
  readonly status: number
  readonly url: URL
  readonly html: string
  readonly headers: Headers
}

/** A browser without a window: cookies, redirects and forms over real HTTP. */
export class Visitor {
  readonly jar = new CookieJar()

  /** Stops before a redirect to a URL that `until` is true of, and gives its address as the page's. */
  async get(href: string | URL, until?: (url: URL) => boolean): Promise<Page> {
    return this.#follow(new URL(href), undefined, until)
  }

  /** As if the session at the provider had ended, and the one at the demo had not. */
  async forget(cookie: string): Promise<void> {
    await this.jar.store.removeCookie('localhost', '/', cookie)
  }

  /** Sends the form of `page` that posts to `action`, with what is filled in. */
  async submit(
    page: Page,
    action: string,
    fields: Record<string, string> = {},
    until?: (url: URL) => boolean,
  ): Promise<Page> {
    const form = [
      ...page.html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g),
    ].find(([, target]) => target === action)
    if (!form) throw new Error(`no form that posts to ${action} on ${page.url.href}: ${page.html}`)
    const hidden = [...form[2]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const body = new URLSearchParams()
    for (const [, name = '', value = ''] of hidden) body.set(name, value)
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    return this.#follow(new URL(action, page.url), body, until)
  }

  async #follow(start: URL, form?: URLSearchParams, until?: (url: URL) => boolean): Promise<Page> {
    let url = start
    let body = form
    for (let hop = 0; hop < 15; hop++) {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: await this.jar.getCookieString(url.href) },
        ...(body && { body }),
      })
      for (const cookie of response.headers.getSetCookie()) {
        await this.jar.setCookie(cookie, url.href, { ignoreError: true })
      }
      const { status, headers } = response
      const html = await response.text()
      const location = headers.get('location')
      if (!location) return { status, url, html, headers }
      url = new URL(location, url)
      body = undefined
      if (until?.(url)) return { status, url, html, headers }
    }
    throw new Error(`redirected without end, at ${url.href}`)
  }
}
