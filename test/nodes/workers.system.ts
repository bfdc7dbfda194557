import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PortTaken, claimPort, onClaimedPort } from '../support/claimed-port.ts'
import {
  openNode,
  startNode,
  writeNodeConfiguration,
  type NodeProcess,
} from '../support/node-process.ts'
import { productionSettings, randomKey } from '../support/production-settings.ts'
import { openPeople, type RealPeople } from '../support/real-people.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { sendCode, pastPassword } from '../support/sent-at-once.ts'
import { signIn } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const STORES = {
  SQLite: async (folder: string) => ({
    url: `sqlite:${join(folder, 'data', 'step-up.sqlite')}`,
    close: async () => {},
  }),
  Redis: openSharedRedis,
} as const

/** A node on a port of its own, which its issuer names, and its configuration. */
const openConfigured = (
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  group = false,
) =>
  onClaimedPort(async (port) => {
    const file = configure(folder, port, settings)
    return { file, node: await openNode({ file, port, group }) }
  })

const configure = (folder: string, port: number, settings: Readonly<Record<string, unknown>>) =>
  writeNodeConfiguration(folder, {
    issuer: `http://localhost:${port}`,
    store: `sqlite:${join(folder, 'step-up.sqlite')}`,
    workers: 2,
    ...settings,
  })

/** The processes that have answered, by their numbers in the log. */
const workersOf = (node: NodeProcess, from = 0): number[] => [
  ...new Set(
    node
      .log()
      .slice(from)
      .flatMap(({ path, pid }) => (path === undefined ? [] : [Number(pid)])),
  ),
]

/** Asks until that many workers have answered since. */
async function meet(node: NodeProcess, count: number): Promise<number[]> {
  const from = node.log().length
  for (let attempt = 0; attempt < 400; attempt += 1) {
    // One that is killed at that moment takes the connection with it.
    await fetch(`${node.url}/healthz`, { headers: { Connection: 'close' } }).catch(() => undefined)
    const met = workersOf(node, from)
    if (met.length >= count) return met
    await sleep(25)
  }
  throw new Error(`fewer than ${count} workers answer`)
}

for (const [name, open] of Object.entries(STORES))
  describe(`two workers on ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    let store: Awaited<ReturnType<typeof open>>
    let node: NodeProcess
    let people: RealPeople
    before(async () => {
      store = await open(folder)
      const { file, ...opened } = await openConfigured(folder, { store: store.url })
      node = opened.node
      people = await openPeople(file, node)
    })
    after(async () => {
      await node.stop()
      await people.close()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it('accept one code once, however many requests come with it at once', async () => {
      const { person, phone } = await people.somebody()
      const visitors = await pastPassword(person, await relyingParty(people), 30)
      const from = node.log().length
      const code = phone.code()
      const responses = await Promise.all(visitors.map((visitor) => sendCode(visitor, code)))
      assert.equal(responses.filter(({ status }) => status === 303).length, 1)
      assert.ok(responses.every(({ status }) => [303, 422, 429].includes(status)))
      assert.equal(workersOf(node, from).length, 2)
    })

    it('sign people in together, are replaced when one is killed, and end when told', async () => {
      assert.ok(node.hasTold(', with 2 workers'))
      const { person, phone } = await people.somebody()
      const party = await relyingParty(people)
      const { claims } = await signIn(person, party, {}, phone)
      assert.equal(claims.acr, TWO_FACTORS)
      const before = await meet(node, 2)
      assert.equal(before.length, 2)
      const ofPrimary = node.log().filter(({ worker }) => worker === undefined)
      assert.deepEqual(
        ofPrimary.map(({ msg }) => / listens on /.test(String(msg))),
        [true],
      )

      const [first = 0, second = 0] = before
      process.kill(first, 'SIGKILL')
      const after = await meet(node, 2)
      assert.ok(after.includes(second) && !after.includes(first))
      const [told] = node.log().filter(({ msg }) => String(msg).startsWith('worker exited'))
      assert.ok(told)
      assert.equal(told['pid'], first)
      assert.equal(told['signal'], 'SIGKILL')
      // What was begun before goes on.
      const laptop = person.elsewhere()
      const raised = await signIn(laptop, party, essentialAcr(TWO_FACTORS), phone)
      assert.equal(raised.claims.sub, claims.sub)

      assert.equal(await node.stop('SIGTERM'), 0)
      assert.equal(node.complained(), '')
      assert.ok(node.hasTold('SIGTERM: finishing what is under way'))
      // Whoever collects the log finds nothing else there.
      assert.equal(node.said(), '')
    })
  })

describe('workers', () => {
  const folder = temporaryFolder()

  const opened = async (settings: Readonly<Record<string, unknown>> = {}) =>
    (await openConfigured(folder(), settings)).node

  it('end without noise when a terminal tells the whole group to', async () => {
    const { node } = await openConfigured(folder(), {}, true)
    await meet(node, 2)
    assert.equal(await node.stop('SIGINT'), 0)
    assert.equal(node.complained(), '')
    assert.equal(node.log().filter(({ msg }) => String(msg).includes('SIGINT')).length, 1)
    assert.deepEqual(
      node.log().filter(({ level }) => Number(level) > 40),
      [],
    )
  })

  it('finish what is under way when a service manager tells each process to end', async () => {
    const node = await opened()
    const workers = await meet(node, 2)
    const held = request(`${node.url}/token`, {
      method: 'POST',
      headers: {
        Expect: '100-continue',
        'Content-Length': 1,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
    })
    held.flushHeaders()
    await once(held, 'continue')
    for (const worker of workers) process.kill(worker, 'SIGTERM')
    await sleep(100)
    const ended = node.stop('SIGTERM')
    await sleep(500)
    const answered = once(held, 'response') as Promise<[IncomingMessage]>
    held.end('x')
    const [{ statusCode }] = await answered
    assert.equal(statusCode, 400)
    assert.equal(await ended, 0)
    assert.equal(node.complained(), '')
  })

  it('leave nobody waiting whose connection went to one that is killed', async () => {
    const node = await opened()
    const [first = 0] = await meet(node, 2)
    // It takes no connection any more, and has some in its hands already.
    process.kill(first, 'SIGSTOP')
    const asked = Array.from({ length: 8 }, async () => {
      const signal = AbortSignal.timeout(20_000)
      const headers = { Connection: 'close' }
      return fetch(`${node.url}/healthz`, { signal, headers }).then(
        ({ status }) => status,
        ({ name }: Error) => name,
      )
    })
    await sleep(500)
    process.kill(first, 'SIGKILL')
    const told = await Promise.all(asked)
    assert.ok(told.includes(200))
    assert.ok(told.includes('TypeError'), 'the one that was killed had none')
    assert.deepEqual(
      told.filter((one) => one !== 200 && one !== 'TypeError'),
      [],
    )
    await meet(node, 2)
    assert.equal(await node.stop(), 0)
  })

  it('survive a hangup, each of them, and read their keys anew', async () => {
    const cookies = join(folder(), 'cookies')
    const [first, second] = [randomKey(), randomKey()]
    writeFileSync(cookies, first)
    const keys = { ...productionSettings().keys, cookies: `file:${cookies}` }
    const node = await opened({ keys })
    const before = await meet(node, 2)
    writeFileSync(cookies, `${second}\n${first}`)
    node.kill('SIGHUP')
    const told = () => node.log().filter(({ msg }) => msg === 'other keys are in use')
    for (let attempt = 0; attempt < 200 && told().length < 2; attempt += 1) await sleep(25)
    assert.deepEqual(new Set(told().map(({ pid }) => pid)), new Set(before))
    assert.deepEqual(new Set(await meet(node, 2)), new Set(before))
    assert.equal(await node.stop(), 0)
  })

  it('are as many as there are processors, where that is asked for', async () => {
    const count = availableParallelism()
    const node = await opened({ workers: 'auto' })
    assert.equal((await meet(node, count)).length, count)
    if (count > 1) assert.ok(node.hasTold(`, with ${count} workers`))
    assert.equal(await node.stop(), 0)
  })

  it('tell once what is wrong with the configuration, and end with its exit code', async () => {
    const wrong = { client_id: 'broken', redirect_uris: ['https://a.example/#fragment'] }
    const port = await claimPort()
    const start = (settings: Readonly<Record<string, unknown>>, own = port) =>
      startNode({ file: configure(folder(), own, settings), port: own })
    const node = start({ clients: [wrong] })
    assert.equal(await node.ended, 2)
    assert.equal(node.complained().match(/clients\[0\]/g)?.length, 1, node.complained())
    assert.equal(node.said(), '')

    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const taken = start({}, (other.address() as AddressInfo).port)
    await assert.rejects(taken.ready, PortTaken)
    assert.equal(await taken.ended, 2)
    assert.equal(taken.complained().match(/another program listens/g)?.length, 1)
    other.close()

    const away = start({ store: `redis://127.0.0.1:${await claimPort()}` })
    assert.equal(await away.ended, 1)
    assert.equal(away.complained().match(/Redis does not answer/g)?.length, 1)
  })

  it('are given up when none can start any more, and not before', async () => {
    const { file, node } = await openConfigured(folder(), {})
    const [first = 0, second = 0] = await meet(node, 2)
    writeFileSync(file, 'isuer: nobody')
    process.kill(first, 'SIGKILL')
    // One that serves is enough to go on trying.
    await sleep(3000)
    assert.deepEqual(await meet(node, 1), [second])
    process.kill(second, 'SIGKILL')
    assert.equal(await node.ended, 1)
    assert.equal(node.log().filter(({ msg }) => /giving up/.test(String(msg))).length, 1)
  })

  it('are one in development, which says so', async () => {
    const port = await claimPort()
    const file = join(folder(), 'development.yaml')
    writeFileSync(file, `workers: auto\ndevelopment: { demo: { port: ${await claimPort()} } }\n`)
    const node = startNode({
      file,
      port,
      env: { OIDC_STEP_UP_DATA_DIR: folder(), OIDC_STEP_UP_WORKERS: '4' },
    })
    for (let attempt = 0; attempt < 400 && !node.said().includes('keys and data'); attempt += 1) {
      await sleep(25)
    }
    assert.match(node.said(), /Development runs one process/)
    assert.equal(node.said().match(/Password /g)?.length, 1)
    assert.equal(await node.stop(), 0)
  })
})
