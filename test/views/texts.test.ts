import { expect } from 'chai'
import { catalogues, english } from '../../src/views/texts.ts'
import { createFormats } from '../../src/views/texts/format.ts'
import { codeLabel } from '../../src/views/view.ts'

const { errors, formats, reasons, done, links } = english

describe('the words', () => {
  it('tell a wait in words, rounded up', () => {
    expect(formats.duration(0)).to.equal('1 second')
    expect(formats.duration(1)).to.equal('1 second')
    expect(formats.duration(44.2)).to.equal('45 seconds')
    expect(formats.duration(60)).to.equal('1 minute')
    expect(formats.duration(61)).to.equal('2 minutes')
    expect(formats.duration(3600)).to.equal('1 hour')
    expect(formats.duration(3601)).to.equal('2 hours')
    expect(errors.throttled({ seconds: 45 })).to.equal(
      'Too many attempts. Wait 45 seconds, then try again.',
    )
  })

  it('tell times in UTC and say so', () => {
    const at = new Date('2025-11-21T23:30:00Z')
    expect(formats.date(at)).to.equal('21 November 2025')
    expect(formats.dateTime(at)).to.match(/^21 November 2025 at 23:30 UTC$/)
  })

  it('count digits and devices', () => {
    expect(codeLabel(english, [6])).to.equal('6-digit code')
    expect(codeLabel(english, [6, 8])).to.equal('6 or 8-digit code')
    expect(errors.limit_reached({ limit: 1 })).to.include('one device,')
  })

  it('name the application and the device', () => {
    expect(reasons.application_asks({ application: 'Acme' })).to.include('Acme needs a code')
    expect(done.removed({ device: 'Phone' })).to.equal(
      '“Phone” was removed. Its codes no longer work.',
    )
    expect(links.back_to({ application: 'Acme' })).to.equal('Back to Acme')
  })

  it('follow the plurals of each language', () => {
    expect(createFormats('ar').duration(120)).to.equal('دقيقتان')
    const { sessions_ended: ended } = catalogues.ar.activity.facts
    const forms = [0, 1, 2, 3, 11, 100].map((count) => ended({ count }))
    expect(new Set(forms)).to.have.length(6)
    expect(forms[3]).to.equal('سُجّل الخروج في 3 متصفحات')
  })

  it('are written under their own tag', () => {
    for (const [tag, texts] of Object.entries(catalogues)) {
      expect(texts.language.tag).to.equal(tag)
    }
  })
})
