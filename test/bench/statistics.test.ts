import { expect } from 'chai'
import { differenceOf, median, quantile, ratioOf, spreadOf } from '../../bench/statistics.ts'

/** The same rounds at every run. */
const rounds = Array.from({ length: 30 }, (_, round) => 10 + (round % 7))

describe('the benchmark’s statistics', () => {
  it('takes the middle, and lets no outlier move it', () => {
    expect(median([3, 1, 2])).to.equal(2)
    expect(median([4, 1, 2, 3])).to.equal(2.5)
    expect(median([1, 2, 3, 4, 1000])).to.equal(3)
  })

  it('tells a quantile between two values in proportion', () => {
    expect(quantile([0, 10], 0.99)).to.be.closeTo(9.9, 1e-9)
    expect(spreadOf([1, 2, 3, 4, 5])).to.deep.equal({ median: 3, low: 2, high: 4 })
  })

  it('compares round by round, so that a machine that slows down for both changes no ratio', () => {
    const slowed = rounds.map((value, round) => value * (round < 15 ? 1 : 5))
    const ratio = ratioOf(
      slowed.map((value) => value * 1.5),
      slowed,
    )
    expect(ratio.median).to.be.closeTo(1.5, 1e-9)
    expect(ratio.low).to.be.closeTo(1.5, 1e-9)
    expect(ratio.high).to.be.closeTo(1.5, 1e-9)
  })

  it('tells an interval around a ratio that differs, the same for the same rounds', () => {
    const noisy = rounds.map((value, round) => value * (1 + (round % 5) / 10))
    const ratio = ratioOf(noisy, rounds)
    expect(ratio.low).to.be.lessThan(ratio.median)
    expect(ratio.high).to.be.greaterThan(ratio.median)
    expect(ratioOf(noisy, rounds)).to.deep.equal(ratio)
  })

  it('tells a difference round by round, so that a machine that slows down for both changes none', () => {
    const later = rounds.map((value, round) => value + 40 + (round % 3))
    const difference = differenceOf(later, rounds)
    expect(difference.median).to.equal(41)
    expect(difference.low).to.be.at.least(40)
    expect(difference.high).to.be.at.most(42)
  })

  it('refuses what is no pair, and what is nothing', () => {
    expect(() => ratioOf([1, 2], [1])).to.throw(RangeError)
    expect(() => median([])).to.throw(RangeError)
  })
})
