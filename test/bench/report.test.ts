import { expect } from 'chai'
import { chartOf } from '../../bench/report/chart.ts'
import { documentOf } from '../../bench/report/document.ts'
import type { Results } from '../../bench/report/results.ts'
import { TARGETS } from '../../bench/report/targets.ts'

const results: Results = {
  'sign-in': {
    on: {
      day: '2025-01-31',
      processor: 'Some processor',
      cores: 4,
      memory: '16 GiB',
      versions: { node: '24.0.0' },
    },
    tables: [
      { title: 'Sign-ins on SQLite', head: ['candidate', 'ms'], rows: [['one | two', '1.5']] },
    ],
    findings: [
      { target: 1, part: 'sqlite', measured: '0.90×', met: true },
      { target: 1, part: 'redis', measured: '1.20×', met: false },
      { target: 3, part: 'sqlite', measured: '1.00×', met: true },
      { target: 3, part: 'redis', measured: '1.00×', met: true },
      { target: 3, part: 'postgres', measured: '1.00×', met: true },
      { target: 6, part: 'sign-in, sqlite', measured: '1.00×', met: true },
      { target: 6, part: '/account, sqlite', measured: '1.00×', met: true },
      { target: 6, part: '/account/activity, sqlite', measured: '1.00×', met: true },
      { target: 6, part: '/account, redis', measured: '1.30×', met: false },
    ],
    bars: [{ name: 'step-up', group: 'sqlite', ratio: 0.5, low: 0.45, high: 0.6 }],
  },
}

const rowOf = (target: number): string =>
  documentOf(results)
    .split('\n')
    .find((line) => line.startsWith(`| ${target} |`)) ?? ''

describe('the benchmark’s report', () => {
  it('has a row for every target, measured or not', () => {
    expect(TARGETS.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const { number } of TARGETS) expect(rowOf(number)).to.not.equal('')
    expect(rowOf(4)).to.include('not measured')
  })

  it('calls a target met only where all its parts are, and says which is not', () => {
    expect(rowOf(3)).to.include('✓ met')
    expect(rowOf(1)).to.include('✗ missed: redis; not measured: postgres')
    expect(rowOf(1)).to.include('sqlite: 0.90×')
    expect(rowOf(6)).to.include(
      'not measured: sign-in, redis, sign-in, postgres, memory, sqlite, memory, redis, memory, postgres',
    )
    expect(rowOf(6)).to.not.include('✓ met')
  })

  it('keeps its table narrow: why a target stops short stands below, one paragraph each', () => {
    const text = documentOf(results)
    for (const { number, name, why } of TARGETS) {
      expect(rowOf(number).length).to.be.lessThan(400)
      expect(text).to.include(`\n\n**${number}. ${name}.** ${why}\n\n`)
    }
  })

  it('counts what is met beyond what was demanded, and names what is not', () => {
    expect(rowOf(6)).to.include('2 more, all met').and.to.not.include('/account, sqlite')
    expect(rowOf(6)).to.include('/account, redis: 1.30×')
    expect(rowOf(6)).to.include('✗ missed: /account, redis')
  })

  it('says where and with what it was measured, and keeps a table in its columns', () => {
    const text = documentOf(results)
    expect(text).to.include('2025-01-31; Some processor, 4 cores, 16 GiB; node 24.0.0')
    expect(text).to.include('| one \\| two | 1.5 |')
  })

  it('names the stores of which a section has no table yet', () => {
    const text = documentOf(results)
    expect(text).to.include('- `sign-in` on Redis, PostgreSQL\n')
    expect(text).to.include('- `memory` on SQLite, Redis, PostgreSQL\n')
    expect(text).to.not.include('- `pages`')
  })

  it('draws a bar with its interval for light ground and for dark', () => {
    const svg = chartOf(results)
    expect(svg).to.include('>step-up</text>').and.to.include('0.50×')
    expect(svg).to.include('prefers-color-scheme:dark')
    expect(svg.match(/<rect class="bar"/g)).to.have.length(1)
  })
})
