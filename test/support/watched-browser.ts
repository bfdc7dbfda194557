import { Browser } from './browser.ts'

/** Cookies that are no secret: they say which application somebody came from, what they read and what they typed. */
const OPEN_COOKIES = /(?:application|language|name)$/

/** Members of JSON and parameters of addresses and forms that are secrets of the protocol. */
const MEMBERS = 'code|access_token|refresh_token|id_token|csrf|state_secret|user_code|device_code'

/** A browser that notes every secret which it is given: cookies, form tokens, codes of the protocol. */
export class WatchedBrowser extends Browser {
  readonly secrets: Set<string>

  constructor(secrets: Set<string>, ...rest: ConstructorParameters<typeof Browser>) {
    super(...rest)
    this.secrets = secrets
  }

  override tab(): Browser {
    return new WatchedBrowser(this.secrets, this.jar, this)
  }

  override async send(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.send(url, init)
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(cookie) ?? []
      // A trusted browser's cookie begins with its id, by which the audit trail calls it.
      const secret = name.includes('trusted_') ? (value.split('.')[1] ?? '') : value
      if (!OPEN_COOKIES.test(name)) this.#note(secret)
    }
    this.#noteAll(
      response.headers.get('Location') ?? '',
      new RegExp(`[?&](?:${MEMBERS})=([^&#]+)`, 'g'),
    )
    const text = await response.clone().text()
    this.#noteAll(text, /<input type="hidden" name="csrf" value="([^"]+)"/g)
    this.#noteAll(text, new RegExp(`"(?:${MEMBERS})":"([^"]+)"`, 'g'))
    return response
  }

  #noteAll(text: string, pattern: RegExp): void {
    for (const [, secret = ''] of text.matchAll(pattern)) this.#note(decodeURIComponent(secret))
  }

  /** What is shorter guards nothing, and stands in every log by chance. */
  #note(secret: string): void {
    if (secret.length >= 12) this.secrets.add(secret)
  }
}
