import { expect } from 'chai'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../../src/kernel/faults.ts'
import { createBrand, type BrandOptions } from '../../src/views/brand.ts'
import { contrast, mix } from '../../src/views/colour.ts'
import { openAssets } from '../../src/views/assets.ts'
import { createViews } from '../../src/views/create-views.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const chrome = { productName: 'ACME', assets: '/assets' }
const landing = { issuer: 'https://login.example.org', links: [] }

function pageOf(options: BrandOptions): string {
  const brand = createBrand(options)
  return createViews({ chrome, brand })('landing', landing, 'en')
}

describe('a brand', () => {
  const folder = temporaryFolder()
  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder(), name)
    writeFileSync(path, content)
    return path
  }

  it('puts its mark, its colours and its links on every page', () => {
    const logo = file('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')
    const links = [{ text: 'Privacy & more', href: 'https://acme.example/privacy' }]
    const html = pageOf({ logo, lightColour: '#1a5fb4', links })
    expect(html).to.match(/<img src="\/assets\/brand\.svg\?v=[\da-f]{12}" alt=""/)
    expect(html).to.match(/<link rel="stylesheet" href="\/assets\/brand\.css\?v=/)
    expect(html).to.include('<a href="https://acme.example/privacy">Privacy &amp; more</a>')
  })

  it('leaves no trace where there is none', () => {
    const html = pageOf({})
    expect(html).not.to.include('brand')
    expect(html).not.to.include('<footer')
  })

  it('is served with the other files, under a version that it changes', () => {
    const { files } = createBrand({ lightColour: '#1a5fb4', darkColour: '#99c1f1' })
    const assets = openAssets({ brand: files })
    const css = assets.find('brand.css')
    expect(css?.type).to.include('text/css')
    expect(String(css?.body)).to.include('--accent:#1a5fb4').and.include('--accent:#99c1f1')
    expect(assets.version).not.to.equal(openAssets().version)
    expect(openAssets().find('brand.css')).to.equal(undefined)
  })

  it('keeps a light colour out of the dark', () => {
    const css = String(createBrand({ lightColour: '#1a5fb4' }).files.get('brand.css'))
    const [light = '', dark = ''] = css.split('@media')
    expect(light).to.include('#1a5fb4')
    expect(dark).to.include('--accent:')
    expect(dark).not.to.include('#1a5fb4')
  })

  const refused: [string, BrandOptions, string][] = [
    ['a colour that is too pale to read', { lightColour: '#7cd1b7' }, 'branding.lightColour'],
    ['a colour that is too dark in the dark', { darkColour: '#11614f' }, 'branding.darkColour'],
    ['what is no colour', { lightColour: 'red' }, 'branding.lightColour'],
    ['a logo that is not there', { logo: '/nowhere/logo.svg' }, 'branding.logo'],
    ['a logo of another kind', { logo: '/etc/hostname' }, 'branding.logo'],
  ]
  for (const [what, options, path] of refused) {
    it(`refuses ${what} at start`, () => {
      expect(() => createBrand(options))
        .to.throw(ConfigurationError)
        .with.property('path', path)
    })
  }

  it('refuses a logo that would slow every page down', () => {
    const logo = file('large.png', Buffer.alloc(100_001))
    expect(() => createBrand({ logo })).to.throw(ConfigurationError, 'larger than 100 kB')
  })
})

describe('colours', () => {
  it('are mixed channel by channel', () => {
    expect(mix('#000000', '#ffffff', 0.5)).to.equal('#808080')
    expect(mix('#102030', '#102030', 0.3)).to.equal('#102030')
  })

  it('are told apart as WCAG tells them', () => {
    expect(contrast('#000000', '#ffffff')).to.be.closeTo(21, 0.001)
    expect(contrast('#777777', '#ffffff')).to.be.closeTo(4.478, 0.001)
    expect(contrast('#ffffff', '#777777')).to.equal(contrast('#777777', '#ffffff'))
  })
})
