import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { challengeOf, type Refusal, type Scheme } from '../../src/kits/resource-server/index.ts'
import { parseChallenge } from '../../src/kits/relying-party/index.ts'

const ERROR = 'error="insufficient_user_authentication"'

/** Visible ASCII without the space, quotes and backslashes among it. */
const word = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 40,
})
const words = fc.array(word, { minLength: 1, maxLength: 5 })

describe('a challenge', () => {
  it('is read as the API wrote it, whatever has to be quoted', () => {
    fc.assert(
      fc.property(
        fc.option(words, { nil: undefined }),
        fc.option(fc.nat(), { nil: undefined }),
        fc.option(words, { nil: undefined }),
        fc.constantFrom<Scheme>('Bearer', 'DPoP'),
        fc.constantFrom<readonly Scheme[]>(['Bearer'], ['Bearer', 'DPoP'], ['DPoP', 'Bearer']),
        (acrValues, maxAge, scope, scheme, also) => {
          const demand = {
            ...(acrValues && { acrValues }),
            ...(maxAge !== undefined && { maxAge }),
            ...(scope && { scope }),
          }
          const refusal: Refusal = { code: 'insufficient_user_authentication', ...demand }
          const accepted = [...new Set([scheme, ...also])]
          const { headers } = challengeOf(refusal, { scheme, accepted, algorithms: ['ES256'] })
          const { description, ...read } = parseChallenge(headers['WWW-Authenticate']) ?? {}
          assert.deepEqual(read, { scheme, ...demand })
          assert.equal(typeof description, 'string')
        },
      ),
    )
  })

  it('never makes the reader throw, or take long', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', ERROR, 'a', '\t'))
            .map((parts) => parts.join('')),
        ),
        (header) => {
          parseChallenge(header)
        },
      ),
    )
    const begun = performance.now()
    for (const unit of ['a', ' ', '=', ',', '"', '\\"', 'a=', 'a ', '\t', 'a="', 'Bearer , ']) {
      parseChallenge(`Bearer ${unit.repeat(50_000)}!`)
    }
    assert.ok(performance.now() - begun < 2000)
  })

  const whole = { scheme: 'Bearer', acrValues: ['a', 'b'], maxAge: 5 }
  for (const [what, header] of Object.entries({
    'with tokens for quoted strings':
      'Bearer error=insufficient_user_authentication, acr_values="a b", max_age=5',
    'with a quoted max_age': `Bearer ${ERROR}, acr_values="a b", max_age="5"`,
    'in other letters': `bEARER ${ERROR.replace('error', 'ERROR')},ACR_VALUES="a b",Max_Age=5`,
    'without spaces': `Bearer ${ERROR},acr_values="a b",max_age=5`,
    'with spaces around "="': `Bearer ${ERROR} ,\tacr_values = "a b" , max_age\t=5`,
    'with more spaces in its lists': `Bearer ${ERROR}, acr_values=" a  b ", max_age=5`,
    'after empty elements': `, ,Bearer ${ERROR},, acr_values="a b", ,max_age=5, ,`,
    'with needless escapes': `Bearer ${ERROR}, acr_values="\\a \\b", max_age=5`,
    'after a scheme alone': `Negotiate, Bearer ${ERROR}, acr_values="a b", max_age=5`,
    'after a token68': `Negotiate abc==, Bearer ${ERROR}, acr_values="a b", max_age=5`,
    'after another challenge': `Basic realm="a, Bearer b=\\"c\\"", Bearer ${ERROR}, acr_values="a b", max_age=5`,
    'before another challenge': `Bearer ${ERROR}, acr_values="a b", max_age=5, DPoP algs="ES256"`,
    'after one that means something else': `DPoP error="invalid_token", Bearer ${ERROR}, acr_values="a b", max_age=5`,
    'with what nobody knows': `Bearer realm="r", ${ERROR}, acr_values="a b", max_age=5, error_uri=x`,
  })) {
    it(`is read ${what}`, () => {
      assert.deepEqual(parseChallenge(header), whole)
    })
  }

  for (const [what, header] of Object.entries({
    nothing: '',
    'a plain challenge': 'Bearer',
    'another error': 'Bearer error="invalid_token", acr_values="a"',
    'missing scope': 'Bearer error="insufficient_scope", scope="a"',
    'another scheme': `Basic ${ERROR}`,
    'the error inside of a value': `Bearer realm="x, ${ERROR.replaceAll('"', '\\"')}"`,
    'an age that is no number': `Bearer ${ERROR}, max_age=soon`,
    'a negative age': `Bearer ${ERROR}, max_age=-1`,
    'an endless string': `Bearer ${ERROR}, acr_values="a`,
    'one parameter twice': `Bearer ${ERROR}, acr_values="a", acr_values="b"`,
    'no comma between': `Bearer ${ERROR} acr_values="a"`,
    'a broken end': `Bearer ${ERROR}, acr_values="a", max_age=`,
  })) {
    it(`is not read out of ${what}`, () => {
      assert.equal(parseChallenge(header), undefined)
    })
  }

  it('is read from a response, of one header or of several', () => {
    const headers = new Headers({ 'WWW-Authenticate': 'Basic realm="x"' })
    headers.append('WWW-Authenticate', `Bearer ${ERROR}, max_age=5`)
    const response = new Response('', { status: 401, headers })
    assert.deepEqual(parseChallenge(response), { scheme: 'Bearer', maxAge: 5 })
    assert.equal(parseChallenge(new Response('')), undefined)
    for (const status of [200, 400, 403, 407, 503]) {
      assert.equal(parseChallenge(new Response('', { status, headers })), undefined)
    }
    assert.equal(parseChallenge(null), undefined)
  })
})
