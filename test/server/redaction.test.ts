import { expect } from 'chai'
import { pino } from 'pino'
import { describeError } from '../../src/server/describe-error.ts'
import { createLogger } from '../../src/server/logger.ts'
import { Fault } from '../../src/kernel/faults.ts'
import { namesOf } from '../../src/server/request-names.ts'
import { Secret } from '../../src/kernel/secret.ts'

const NAMES = [
  'password',
  'code',
  'secret',
  'otpauth',
  'recovery_code',
  'csrf',
  'client_secret',
  'authorization',
  'cookie',
  'set-cookie',
  'new_password',
  'user_code',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
]

/** What is logged of a line by ours, and by pino's own redaction of the same names. */
function bothOf(line: object): [ours: unknown, own: unknown] {
  const lines: string[] = []
  const destination = { write: (text: string) => void lines.push(text) }
  createLogger({ level: 'info', destination }).info(line)
  const paths = NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])
  const timestamp = () => `,"time":"now"`
  const redact = { paths, censor: '[redacted]' }
  const serializers = { err: (error: unknown) => describeError(error) }
  pino({ level: 'info', timestamp, base: null, redact, serializers }, destination).info(line)
  const [ours = '', own = ''] = lines
  return [{ ...JSON.parse(ours), time: 'now' }, JSON.parse(own)]
}

describe('what is hidden in the log', () => {
  for (const name of NAMES) {
    it(`hides ${name} in three levels of a line, as pino itself would`, () => {
      const [ours, own] = bothOf({
        [name]: 'x',
        audit: { [name]: 'x', more: { [name]: ['x'] }, kept: 1 },
        list: [{ [name]: 'x' }, 'kept'],
      })
      expect(ours).to.deep.equal(own)
      expect(JSON.stringify(ours)).to.include('kept')
      expect(JSON.stringify(ours)).to.not.include('"x"')
    })
  }

  it('hides what an error carries, and keeps what we say', () => {
    const error = Object.assign(new Fault('store_unavailable', 'it broke'), {
      headers: { cookie: 'x' },
    })
    const [ours, own] = bothOf({ err: error })
    expect(ours).to.deep.equal(own)
    expect(JSON.stringify(ours)).to.include('it broke')
    expect(JSON.stringify(ours)).to.not.include('"x"')
  })

  it('keeps the words of others to itself, and tells what is literal in them', () => {
    const driver = Object.assign(
      new Error("ERR unknown command, with args beginning with: 'a-token'\n    at a-token (x:1:2)"),
      { code: 'ERR_SQLITE_ERROR', errcode: 5, errstr: 'database is locked', input: 'a-token' },
    )
    const upstream = Object.assign(new TypeError('got a-token'), {
      name: 'a token',
      code: 'a token',
      syscall: 'connect',
      response: { status: 502, statusText: 'a-token' },
    })
    const several = Object.assign(new AggregateError([driver], 'a-token'), { cause: upstream })
    const told = describeError(new Fault('store_unavailable', 'it broke', { cause: several }))
    expect(JSON.stringify(told)).to.not.match(/a.token/)
    expect(told.cause?.errors?.[0]).to.deep.include({
      reason: 'ERR_SQLITE_ERROR',
      sqlite: { number: 5, text: 'database is locked' },
    })
    expect(told.cause?.cause).to.deep.include({ type: 'Error', syscall: 'connect', status: 502 })
    expect(told.cause?.stack).to.match(/^ {4}at /)
  })

  it('tells what our own code stumbled over', () => {
    let caught: unknown
    try {
      namesOf(undefined as never)
    } catch (error) {
      caught = error
    }
    const { type, message } = describeError(caught)
    expect(type).to.equal('TypeError')
    expect(message).to.be.a('string').and.include('x-request-id')
  })

  it('writes nothing that a terminal obeys, and says the same', () => {
    const lines: string[] = []
    const destination = { write: (text: string) => void lines.push(text) }
    const userAgent = 'a\u009b31m\u0085\u007f\u0007\u2028\u202eb'
    createLogger({ level: 'info', destination }).info({ audit: { origin: { userAgent } } })
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(lines[0]?.trimEnd()).to.not.match(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/)
    expect(JSON.parse(lines[0] ?? '')).to.deep.include({ audit: { origin: { userAgent } } })
  })

  it('changes nothing of what it is given', () => {
    const line = { audit: { password: 'x' }, own: new Secret(new Uint8Array()) }
    const [ours] = bothOf(line)
    expect(ours).to.deep.include({ audit: { password: '[redacted]' }, own: '[secret]' })
    expect(line.audit.password).to.equal('x')
  })
})
