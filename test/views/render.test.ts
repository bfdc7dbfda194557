import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { LANGUAGES } from '../../src/kernel/languages.ts'
import { packagedAssets as assets, viewsFolder } from '../../src/views/assets.ts'
import { createViews } from '../../src/views/create-views.ts'
import { catalogues } from '../../src/views/texts.ts'
import { pageSamples } from '../support/page-samples.ts'
import { renderSample, sampleName } from '../support/render-sample.ts'
import { structureOf } from '../support/structure-of.ts'

const render = createViews({ chrome: { productName: 'Acme Sign-in', assets: '/assets' } })
const count = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].length

describe('every page', () => {
  for (const sample of pageSamples) {
    const html = renderSample(render, sample)

    describe(sampleName(sample), () => {
      it('is one document with a language, a title, one main and one heading', () => {
        expect(html).to.match(/^<!doctype html>\n<html lang="en" dir="ltr">/)
        expect(html).to.match(/<title>[^<]+ – Acme Sign-in<\/title>/)
        expect(count(html, /<main>/g)).to.equal(1)
        expect(count(html, /<h1>[^<]+<\/h1>/g)).to.equal(1)
        expect(html.trimEnd()).to.match(/<\/html>$/)
      })

      it('holds nothing that the content security policy forbids', () => {
        expect(html).not.to.match(/\sstyle=|<style|\son\w+=|javascript:/i)
        expect(html.match(/<script[^>]*>[^<]*/g)).to.deep.equal([
          `<script src="/assets/step-up.js?v=${assets.version}" defer>`,
        ])
      })

      it('sends a token with every form that posts', () => {
        const forms = html.match(/<form[^]*?<\/form>/g) ?? []
        for (const form of forms) {
          expect(form).to.match(/^<form[^>]* method="post"/)
          expect(form).to.match(/<input type="hidden" name="(csrf|xsrf)" value="[^"]+"/)
        }
      })

      it('labels each field, names each id once and puts the cursor in one place', () => {
        const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
        expect(ids).to.deep.equal([...new Set(ids)])
        for (const [, id] of html.matchAll(/<input id="([^"]+)"/g)) {
          expect(html).to.include(`<label for="${id}">`)
        }
        for (const [, described] of html.matchAll(/aria-describedby="([^"]+)"/g)) {
          expect(ids).to.include.members(described!.split(' '))
        }
        expect(count(html, /\sautofocus/g)).to.be.at.most(1)
      })

      it('leaves no hole where a word should be', () => {
        expect(html).not.to.match(/undefined|\[object|NaN|Invalid Date/)
        expect(html).not.to.match(/<(p|h[1-3]|button|label|a|dd|dt|strong)\b[^>]*>\s*<\/\1>/)
      })

      it('stays small', () => {
        const whole = ['step-up.css', 'step-up.js', 'mark.svg']
          .map((file) => assets.find(file))
          .map((asset) => (asset?.gzip ?? asset?.body)?.length ?? Infinity)
          .reduce(
            (sum, size) => sum + size,
            Buffer.byteLength(html.replace(/<svg xmlns[^]*?<\/svg>/, '')),
          )
        expect(whole).to.be.below(15_000)
      })
    })
  }

  it('has a sample of each', () => {
    const names = new Set(pageSamples.map((sample) => sample.page))
    const templates = readdirSync(viewsFolder).filter((file) => /^[^.]+\.ejs$/.test(file))
    expect([...names].toSorted()).to.deep.equal(
      templates.map((file) => file.slice(0, -'.ejs'.length)).toSorted(),
    )
    const all = pageSamples.map(sampleName)
    expect(all).to.deep.equal([...new Set(all)])
  })
})

const isWorded = (attribute: string): boolean =>
  /^(aria-label|data-(locale|other|other-label|done|failed|over))$/.test(attribute)

/** A mail keeps the language that it was written in; and a word may be the same in two languages. */
const sharesHeading = (name: string, language: string): boolean =>
  name.startsWith('dev-mail--') || (language === 'fr' && name.startsWith('applications--'))

describe('the fields of all pages', () => {
  const inputs = pageSamples.flatMap((sample) =>
    [...renderSample(render, sample).matchAll(/<(?:input|select|textarea)\b[^>]*>/g)].map(
      ([tag]) => ({
        sample: sampleName(sample),
        name: /name="([^"]*)"/.exec(tag)?.[1],
        type: /type="([^"]*)"/.exec(tag)?.[1],
        autocomplete: /autocomplete="([^"]*)"/.exec(tag)?.[1],
      }),
    ),
  )

  it('mask passwords, and let password managers and the clipboard fill them', () => {
    const passwords = inputs.filter(({ name }) => name?.includes('password'))
    expect(passwords.length).greaterThan(10)
    for (const { sample, name, type, autocomplete } of passwords) {
      expect(type, sample).equal('password')
      expect(autocomplete, sample).equal(name === 'password' ? 'current-password' : 'new-password')
    }
    const script = readFileSync(join(viewsFolder, 'assets', 'step-up.js'), 'utf8')
    expect(script).not.match(/paste|beforeinput|keydown|keypress/)
  })

  it('ask for no hint and no answer to a question: a name, an address, a password, a code', () => {
    const typed = inputs.filter(({ type }) => type === 'text' || type === 'password')
    const names = new Set(typed.flatMap(({ name }) => name ?? []))
    expect([...names].toSorted()).deep.equal(
      [
        'login',
        'email',
        'password',
        'new_password',
        'code',
        'recovery_code',
        'user_code',
        'name',
      ].toSorted(),
    )
    const kinds = new Set(inputs.map(({ type }) => type))
    expect([...kinds].toSorted((one, other) => (one ?? '').localeCompare(other ?? ''))).deep.equal([
      'checkbox',
      'hidden',
      'password',
      'radio',
      'text',
    ])
  })
})

describe('every page in every language', () => {
  for (const language of LANGUAGES) {
    it(`is one whole document in ${language}`, () => {
      const { direction } = catalogues[language].language
      for (const sample of pageSamples) {
        const html = renderSample(render, sample, language)
        const name = sampleName(sample)
        expect(html, name).to.include(`<html lang="${language}" dir="${direction}">`)
        expect(html, name).to.match(/<h1>[^<]+<\/h1>/)
        expect(html, name).not.to.match(/undefined|\[object|NaN|Invalid Date/)
        expect(html, name).not.to.match(/<(p|h[1-3]|button|label|a|dd|dt|strong)\b[^>]*>\s*<\/\1>/)
        if (language === 'en' || sharesHeading(name, language)) continue
        const heading = (page: string) => /<h1>([^<]+)<\/h1>/.exec(page)?.[1]
        expect(heading(html), name).not.to.equal(heading(renderSample(render, sample)))
      }
    })

    // What a browser finds of one language's pages is true of all.
    if (language === 'en') continue
    it(`differs from the English one in ${language} by its words alone`, () => {
      for (const sample of pageSamples) {
        const own = structureOf(renderSample(render, sample, language), isWorded)
        const model = structureOf(renderSample(render, sample), isWorded)
        expect(own, sampleName(sample)).to.equal(model)
      }
    })
  }
})

const titleOf = (name: string) => {
  const sample = pageSamples.find((one) => sampleName(one) === name)!
  return /<title>(.*)<\/title>/.exec(renderSample(render, sample))?.[1]
}

describe('the title', () => {
  it('says first that there is an error', () => {
    expect(titleOf('code--code-wrong')).to.equal('Error: Enter your code – Acme Sign-in')
    expect(titleOf('message--internal')).to.match(/^Error: /)
  })

  it('does not where there is none', () => {
    expect(titleOf('code--account-protected')).to.equal('Enter your code – Acme Sign-in')
    expect(titleOf('message--signed-out')).to.equal('You are signed out – Acme Sign-in')
  })
})
