import { strict as assert } from 'node:assert'
import { browserOf } from '../src/kernel/user-agent.ts'

const KNOWN: Readonly<Record<string, readonly [browser: string, system: string]>> = {
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0': [
    'Firefox',
    'Windows',
  ],
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15':
    ['Safari', 'macOS'],
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1':
    ['Safari', 'iOS'],
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36':
    ['Chrome', 'Android'],
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0':
    ['Microsoft Edge', 'Windows'],
  'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36':
    ['Chrome', 'Chrome OS'],
}

describe('the name of a browser', () => {
  for (const [userAgent, [browser, system]] of Object.entries(KNOWN)) {
    it(`is ${browser} on ${system}`, () => {
      assert.deepEqual(browserOf(userAgent), { browser, system })
    })
  }

  it('is none where it is not well known: nobody’s words stand on the page as ours', () => {
    for (const userAgent of [
      '',
      'curl/8.1',
      'Your bank says hello/1.0 (click here)',
      '<script>alert(1)</script>/1 x',
      '__proto__/1.0',
      'x'.repeat(10_000),
    ]) {
      assert.deepEqual(browserOf(userAgent), {})
    }
  })
})
