import { expect } from 'chai'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAssets, packagedAssets as assets } from '../../src/views/assets.ts'
import { inEnglish } from '../support/in-english.ts'
import { createViews } from '../../src/views/create-views.ts'

const chrome = { productName: 'Acme Sign-in', assets: '/static' }
const landing = { issuer: 'https://login.example.org', links: [] }

describe("an operator's own views", () => {
  let overrides: string
  beforeEach(() => {
    overrides = mkdtempSync(join(tmpdir(), 'views-'))
    mkdirSync(join(overrides, 'partials'))
  })
  afterEach(() => rmSync(overrides, { recursive: true }))

  it('win over those of the package, one by one', () => {
    writeFileSync(join(overrides, 'landing.ejs'), '<h1><%= heading %> of ours</h1>')
    const render = inEnglish(createViews({ chrome, overrides }))
    expect(render('landing', landing)).to.equal('<h1>Sign-in service of ours</h1>')
    expect(render('message', { code: 'not_found', links: [] })).to.include('There is nothing here')
  })

  it('change a part in every page, and in no other set of views', () => {
    writeFileSync(join(overrides, 'partials', 'bottom.ejs'), '<footer>Ours</footer>')
    const ours = inEnglish(createViews({ chrome, overrides }))
    const packaged = inEnglish(createViews({ chrome }))
    expect(ours('landing', landing)).to.include('<footer>Ours')
    expect(packaged('landing', landing)).not.to.include('Ours')
    expect(ours('message', { code: 'not_found', links: [] })).to.include('<footer>Ours')
  })

  it('are refused at start when they do not compile, by the name of the file', () => {
    writeFileSync(join(overrides, 'code.ejs'), '<% if (heading { %>')
    expect(() => createViews({ chrome, overrides })).to.throw(SyntaxError, 'code.ejs')
  })

  it('are refused at start when the folder is missing', () => {
    const missing = join(overrides, 'missing')
    expect(() => createViews({ chrome, overrides: missing })).to.throw(missing)
  })

  it('fail when they ask for a word that does not exist', () => {
    writeFileSync(join(overrides, 'landing.ejs'), '<h1><%= haeding %></h1>')
    const render = inEnglish(createViews({ chrome, overrides }))
    expect(() => render('landing', landing)).to.throw('haeding is not defined')
  })
})

describe("an operator's own assets", () => {
  it('win over those of the package, one by one', () => {
    const overrides = mkdtempSync(join(tmpdir(), 'views-'))
    mkdirSync(join(overrides, 'assets'))
    writeFileSync(join(overrides, 'assets', 'mark.svg'), '<svg id="ours"/>')
    const own = openAssets({ overrides })
    expect(String(own.find('mark.svg')?.body)).to.equal('<svg id="ours"/>')
    expect(own.find('step-up.css')?.body).to.deep.equal(assets.find('step-up.css')?.body)
    expect(own.version).not.to.equal(assets.version)
    rmSync(overrides, { recursive: true })
  })
})

describe('assets', () => {
  it('are asked for by a version of their content', () => {
    const html = inEnglish(createViews({ chrome }))('landing', landing)
    expect(assets.version).to.match(/^[\da-f]{12}$/)
    for (const file of ['step-up.css', 'step-up.js', 'mark.svg']) {
      expect(html).to.include(`"/static/${file}?v=${assets.version}"`)
    }
  })
})

describe('another language', () => {
  it('turns the page around where it is written from the right', () => {
    const html = createViews({ chrome })('landing', landing, 'ar')
    expect(html).to.include('<html lang="ar" dir="rtl">')
  })
})
