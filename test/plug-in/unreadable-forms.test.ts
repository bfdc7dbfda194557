import { strict as assert } from 'node:assert'
import { gzipSync } from 'node:zlib'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { sendRaw } from '../support/random-requests.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Forms that nobody can read, and as what each is refused. */
const FORMS: Readonly<
  Record<string, { headers: Readonly<Record<string, string>>; body: string | Buffer; as: number }>
> = {
  'that says it is compressed': { headers: { 'Content-Encoding': 'gzip' }, body: 'a=b', as: 415 },
  'that is compressed': {
    headers: { 'Content-Encoding': 'gzip' },
    body: gzipSync('a=b'),
    as: 415,
  },
  'in an encoding that there is not': {
    headers: { 'Content-Encoding': 'nonsense' },
    body: 'a=b',
    as: 415,
  },
  'that is too long': { headers: {}, body: `a=${'b'.repeat(20_000)}`, as: 413 },
}

for (const framework of ['Koa', 'Express', 'node:http'] as const)
  describe(`a form to our pages that nobody can read, in ${framework}`, () => {
    const folder = temporaryFolder()
    let host: HostProvider
    beforeEach(async () => {
      host = await openHostProvider(folder(), { framework })
    })
    afterEach(() => host.close())

    // A host that takes every error for its own would make it a 500, with a stack in its log.
    it('is refused by our own page, whatever the host makes of errors', async () => {
      for (const [what, { headers, body, as }] of Object.entries(FORMS)) {
        const answer = await sendRaw(
          { url: host.issuer },
          {
            method: 'POST',
            path: '/step-up/nobody/code',
            headers: {
              'Content-Type': 'application/x-www-form-urlencoded',
              'Content-Length': String(Buffer.byteLength(body)),
              ...headers,
            },
            body: Buffer.from(body),
          },
        )
        assert.equal(answer?.status, as, what)
        assert.match(answer.text, /<h1/)
        assert.doesNotMatch(answer.text, /Host:/)
        const accepted = 'Content-Encoding' in headers ? 'identity' : undefined
        assert.equal(answer.headers['accept-encoding'], accepted)
      }
    })
  })
