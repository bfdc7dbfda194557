import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { get, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from 'koa'
import { Fault } from '../../src/kernel/faults.ts'
import { createAfterwards } from '../../src/sign-in/passwords/routes.ts'
import { createPatientServer } from '../support/listener.ts'

const fail = (error: unknown): never => {
  throw new Error('it failed', { cause: error })
}

describe('work that is done after the answer', () => {
  let server: Server
  let answer: ServerResponse

  /** A request that waits for its answer. */
  async function ask() {
    const request = get({ port: (server.address() as AddressInfo).port, agent: false })
    request.on('error', () => {})
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
    answer = response
    return request
  }

  const ctx = () => ({ res: answer }) as unknown as Context

  beforeEach(async () => {
    server = createPatientServer()
    server.listen(0)
    await once(server, 'listening')
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it('is not begun before the answer is out', async () => {
    const errors: unknown[] = []
    const afterwards = createAfterwards((error) => errors.push(error))
    const request = await ask()
    const done = new Promise<boolean>((resolve) => {
      afterwards.run(ctx(), async () => resolve(answer.writableFinished))
    })
    assert.equal(await Promise.race([done, wait(400, 'waits')]), 'waits')
    answer.end('out')
    const [response] = await once(request, 'response')
    response.resume()
    assert.equal(await done, true)
    assert.deepEqual(errors, [])
  })

  it('is done though nobody waits for the answer any more', async () => {
    const afterwards = createAfterwards(fail)
    const request = await ask()
    request.destroy()
    await once(answer, 'close')
    await new Promise<void>((resolve) => {
      afterwards.run(ctx(), async () => resolve())
    })
  })

  it('is done at once, and waited for, where the server closes', async () => {
    const afterwards = createAfterwards(fail)
    await ask()
    let done = 0
    const work = async () => {
      await wait(20)
      done += 1
    }
    afterwards.run(ctx(), work)
    afterwards.run(ctx(), work)
    await afterwards.settle()
    assert.equal(done, 2)
  })

  it('is told of when it fails, and the rest is done', async () => {
    const errors: unknown[] = []
    const afterwards = createAfterwards((error) => errors.push(error))
    await ask()
    let done = false
    afterwards.run(ctx(), () => Promise.reject(new Error('broken')))
    afterwards.run(ctx(), async () => {
      done = true
    })
    await afterwards.settle()
    assert.equal(done, true)
    assert.deepEqual(
      errors.map((error) => (error as Error).message),
      ['broken'],
    )
  })

  it('is refused when too much of it waits', async () => {
    const afterwards = createAfterwards(fail)
    await ask()
    answer.setMaxListeners(0)
    let done = 0
    const one = () =>
      afterwards.run(ctx(), async () => {
        done += 1
      })
    for (let count = 0; count < 1000; count += 1) one()
    assert.throws(one, (error) => error instanceof Fault && error.code === 'overloaded')
    await afterwards.settle()
    assert.equal(done, 1000)
  })
})
