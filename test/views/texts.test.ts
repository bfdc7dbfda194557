import { expect } from 'chai'
import { catalogues, english } from '../../src/views/texts.ts'
import { createFormats } from '../../src/views/texts/format.ts'

const { errors, formats, common, reasons, done, links } = english

describe('the words', () => {
  it('tell a wait in words, rounded up', () => {
    expect(formats.duration(0)).to.equal('1 second')
    expect(formats.duration(1)).to.equal('1 second')
    expect(formats.duration(44.2)).to.equal('45 seconds')
    expect(formats.duration(60)).to.equal('1 minute')
    expect(formats.duration(61)).to.equal('2 minutes')
    expect(formats.duration(3600)).to.equal('1 hour')
    expect(formats.duration(3601)).to.equal('2 hours')
    expect(errors.throttled({ code: 'throttled', seconds: 45 })).to.equal(
      'Too many attempts. Wait 45 seconds, then try again.',
    )
  })

  it('tell times in UTC and say so', () => {
    const at = new Date('2025-11-21T23:30:00Z')
    expect(formats.date(at)).to.equal('21 November 2025')
    expect(formats.dateTime(at)).to.match(/^21 November 2025 at 23:30 UTC$/)
  })

  it('count digits and devices', () => {
    expect(common.code([6])).to.equal('6-digit code')
    expect(common.code([6, 8])).to.equal('6 or 8-digit code')
    expect(errors.limit_reached({ code: 'limit_reached', limit: 1 })).to.include('one device,')
  })

  it('name the application and the device', () => {
    expect(reasons.application_asks('Acme')).to.include('Acme needs a code')
    expect(done.removed('Phone')).to.equal('“Phone” was removed. Its codes no longer work.')
    expect(links.back_to_application('Acme')).to.equal('Back to Acme')
    expect(links.back_to_application()).to.equal('Back to the application')
  })

  it('follow the plurals of each language', () => {
    expect(createFormats('ar').duration(120)).to.equal('دقيقتان')
    const forms = { zero: '0', one: '1', two: '2', few: '3', many: '11', other: '100' }
    const told = [0, 1, 2, 3, 11, 100].map((count) => createFormats('ar').plural(count, forms))
    expect(told).to.deep.equal(Object.values(forms))
  })

  it('are written under their own tag', () => {
    for (const [tag, texts] of Object.entries(catalogues)) {
      expect(texts.language.tag).to.equal(tag)
    }
  })
})
