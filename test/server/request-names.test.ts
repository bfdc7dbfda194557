import { strict as assert } from 'node:assert'
import { namesOf } from '../../src/server/request-names.ts'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { signIn } from '../support/visit.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`

describe('the name of a request', () => {
  it('is the proxy’s, where that is well formed', () => {
    for (const name of [
      '7b5f0a3c9d1e4f2a8b6c0d9e1f3a5b7c',
      'e9b1c2d3-0000-4000-8000-aabbccddeeff',
      '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      'Root=1-67891233-abcdef012345678912345678',
      'a/b+c=@.:_-8',
    ]) {
      assert.equal(namesOf({ 'x-request-id': name }).requestId, name)
    }
  })

  it('is a new one, where the proxy’s could be taken for anything else, or for everything', () => {
    for (const name of [
      '',
      'short',
      'a'.repeat(129),
      'two, names-joined',
      'with space',
      'line\nbreak-of-a-log',
      '\u001B[31m-terminal',
      '<script>alert(1)</script>',
      '"quoted-name"',
      'naïve-name',
    ]) {
      assert.match(namesOf({ 'x-request-id': name }).requestId, UUID)
    }
    assert.match(namesOf({}).requestId, UUID)
  })

  it('is the trace’s, where there is one and no other name; and the trace is named beside it', () => {
    assert.deepEqual(namesOf({ traceparent: TRACEPARENT }), { requestId: TRACE, traceId: TRACE })
    assert.deepEqual(namesOf({ traceparent: TRACEPARENT, 'x-request-id': 'by-the-proxy' }), {
      requestId: 'by-the-proxy',
      traceId: TRACE,
    })
  })

  it('is no malformed trace’s', () => {
    for (const traceparent of [
      `ff-${TRACE}-b7ad6b7169203331-01`,
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
      `00-${TRACE.toUpperCase()}-b7ad6b7169203331-01`,
      `00-${TRACE}-b7ad6b7169203331`,
      `${TRACEPARENT}, ${TRACEPARENT.slice(1)}`,
      `00-${TRACE}-b7ad6b7169203331-01x`,
    ]) {
      const names = namesOf({ traceparent })
      assert.match(names.requestId, UUID, traceparent)
      assert.equal(names.traceId, undefined, traceparent)
    }
    const later = `01-${TRACE}-b7ad6b7169203331-01-what-is-still-to-come`
    assert.equal(namesOf({ traceparent: later }).traceId, TRACE)
  })
})

describe('the name of a request to the server', () => {
  const direct = testServer()
  const proxied = testServer({ trustProxy: ['127.0.0.0/8', '::1'] })

  const ask = (server: TestServer, headers: Record<string, string>, path = '/no/such/page') =>
    fetch(`${server.url}${path}`, { headers })

  it('comes from a trusted proxy into the answer, the page and the log', async () => {
    const name = 'named-by-the-proxy'
    const answer = await ask(proxied(), { 'X-Request-Id': name, traceparent: TRACEPARENT })
    assert.equal(answer.headers.get('X-Request-Id'), name)
    assert.ok((await answer.text()).includes(name), 'what a person can quote')
    const line = proxied()
      .log()
      .findLast(({ requestId }) => requestId === name)
    assert.equal(line?.['path'], '/no/such/page')
    assert.equal(line['traceId'], TRACE)
  })

  it('is our own for everybody else', async () => {
    const answer = await ask(direct(), {
      'X-Request-Id': 'made-by-a-stranger',
      traceparent: TRACEPARENT,
    })
    assert.match(answer.headers.get('X-Request-Id') ?? '', UUID)
    assert.ok(!(await answer.text()).includes('made-by-a-stranger'))
    assert.ok(
      direct()
        .log()
        .every(({ requestId, traceId }) => requestId !== TRACE && traceId === undefined),
    )
  })

  it('joins every line of the audit trail to the request that it came from', async () => {
    const server = direct()
    const person = await Person.of(server)
    const shop = await relyingParty(server)
    const phone = await person.addDevice('Phone')
    const other = person.elsewhere()
    await signIn(other, shop, {}, phone)
    await new Browser().open(`${server.url}/password/forgot`)
    const requests = new Map(
      server
        .log()
        .filter(({ method }) => method !== undefined)
        .map((line) => [line['requestId'], line]),
    )
    const events = server.audit()
    assert.ok(events.length >= 6)
    for (const { type, origin } of events) {
      const request = requests.get(origin.requestId)
      assert.ok(request, `${type} has no request`)
      if (type === 'signed_in') assert.match(String(request['path']), /^\/interaction\/…/)
      if (type === 'device_confirmed') assert.match(String(request['path']), /^\/account\/devices/)
    }
    const ids = [...requests.keys()]
    assert.equal(new Set(ids).size, ids.length)
  })
})
