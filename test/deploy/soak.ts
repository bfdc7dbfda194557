import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { openProxy, type Proxy, type ProxyName } from './proxies.ts'

const BEHIND = ['nginx', 'Caddy', 'HAProxy'] as const satisfies readonly ProxyName[]

/** Who posts through each proxy at once. */
const PEOPLE = 24

/**
 * Milliseconds between two forms of one of them: about those after which Node by itself ends a connection on which nothing
 * is asked (five seconds, and one that it adds), so that a form meets the very moment.
 */
const pause = (): number => 6000 + 40 * (Math.random() - 0.5)

/** Posts through the proxies at the same time, with pauses in which connections idle. @param seconds how long it takes */
export function describeSoak(seconds: number): void {
  describe(`${seconds} seconds of forms behind ${BEHIND.join(', ')}`, () => {
    const folder = temporaryFolder('all')
    const proxies: Proxy[] = []
    let server: TestServer

    before(async () => {
      server = await openTestServer()
      const node = Number(new URL(server.url).port)
      for (const name of BEHIND) proxies.push(await openProxy(name, folder(), node))
    })
    after(async () => {
      await Promise.all(proxies.map((proxy) => proxy.close()))
      await server.close()
    })

    /** A token request that nobody is granted: what counts is that it is answered, by the node. */
    async function post(port: number): Promise<number> {
      const sent = request({
        host: '127.0.0.1',
        port,
        path: '/token',
        method: 'POST',
        agent: false,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      })
      sent.end('grant_type=authorization_code&code=x&client_id=nobody')
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      answer.resume()
      await once(answer, 'end')
      return answer.statusCode ?? 0
    }

    it('loses none of them', async function () {
      this.timeout((seconds + 60) * 1000)
      const end = performance.now() + seconds * 1000
      let posted = 0
      const lost: string[] = []
      await Promise.all(
        proxies.flatMap(({ port }, at) =>
          Array.from({ length: PEOPLE }, async () => {
            while (performance.now() < end) {
              const outcome = await post(port).catch((error: Error) => error.message)
              posted += 1
              if (outcome !== 401) lost.push(`${BEHIND[at]}: ${outcome}`)
              await sleep(pause())
            }
          }),
        ),
      )
      console.log(`      ${posted} forms, ${lost.length} lost`)
      assert.deepEqual(lost, [])
    })
  })
}
