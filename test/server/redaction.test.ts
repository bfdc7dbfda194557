import { expect } from 'chai'
import { pino } from 'pino'
import { describeError } from '../../src/server/describe-error.ts'
import { createLogger } from '../../src/server/logger.ts'
import { Secret } from '../../src/secret.ts'

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

  it('hides what an error carries, and keeps what it says', () => {
    const error = Object.assign(new Error('it broke'), {
      code: 'E_BROKE',
      headers: { cookie: 'x' },
    })
    const [ours, own] = bothOf({ err: error })
    expect(ours).to.deep.equal(own)
    expect(JSON.stringify(ours)).to.include('it broke')
    expect(JSON.stringify(ours)).to.not.include('"x"')
  })

  it('changes nothing of what it is given', () => {
    const line = { audit: { password: 'x' }, own: new Secret(new Uint8Array()) }
    const [ours] = bothOf(line)
    expect(ours).to.deep.include({ audit: { password: '[redacted]' }, own: '[secret]' })
    expect(line.audit.password).to.equal('x')
  })
})
