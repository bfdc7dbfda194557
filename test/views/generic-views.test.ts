import { expect } from 'chai'
import { packagedAssets, viewsFolder } from '../../src/views/assets.ts'
import { formView, type FormPage } from '../../src/views/form-view.ts'
import { tableView, type Table } from '../../src/views/table-view.ts'
import { compileTemplates } from '../../src/views/templates.ts'
import { textField } from '../../src/views/view.ts'
import { sharedBrowser } from '../support/open-browser.ts'

const render = compileTemplates([viewsFolder])

interface Person {
  readonly name: string
  readonly role: string
}

const people = (more: Partial<Table<Person>> = {}): Table<Person> => ({
  caption: 'People',
  columns: [
    { label: 'Name', cell: ({ name }) => ({ text: name, href: `/people/${name}` }) },
    { label: 'Role', cell: ({ role }) => ({ text: role }) },
  ],
  rows: [
    { name: 'ann', role: 'Owner <b>' },
    { name: 'ben', role: 'Guest' },
  ],
  ...more,
})

const table = (more?: Partial<Table<Person>>): string =>
  render('partials/table', { table: tableView(people(more)) }).replaceAll(/>\s+</g, '><')

describe('a table', () => {
  it('has a caption, names its columns and its rows, and escapes what is in it', () => {
    const html = table()
    expect(html).to.include('<caption class="unseen">People</caption>')
    expect(html).to.include('role="columnheader">Role</th>')
    expect(html).to.match(/<th scope="row" role="rowheader"><a href="\/people\/ann"><bdi>ann/)
    expect(html).to.include('<bdi>Owner &lt;b&gt;</bdi>')
  })

  it('shows no rows but what stands instead of them', () => {
    expect(table({ rows: [], empty: { title: 'Nobody.', hint: 'Invite somebody.' } })).to.equal(
      '<p class="lead empty"><strong>Nobody.</strong> Invite somebody.</p>\n',
    )
    expect(table({ rows: [] }).trim()).to.equal('')
  })

  it('leads to the rows before and after, where there are some', () => {
    expect(table()).not.to.include('class="actions"')
    const earlier = { href: '?after=x', text: 'Earlier' }
    expect(table({ paging: [earlier] })).to.include('<a href="?after=x">Earlier</a>')
  })

  for (const [width, beside] of [
    [320, false],
    [900, true],
  ] as const) {
    it(`has its columns ${beside ? 'beside' : 'below'} each other at ${width} pixels, and stays a table`, async () => {
      const page = await (await sharedBrowser()).newPage({ viewport: { width, height: 600 } })
      const css = packagedAssets.find('step-up.css')?.body.toString() ?? ''
      await page.setContent(`<style>${css}</style><body class="wide"><main>${table()}</main>`)
      const name = await page.getByRole('rowheader', { name: 'ann' }).boundingBox()
      // Each value says what it is, as no row of headings stands above it; aloud the column does.
      expect(await page.locator('td').first().innerText()).to.equal('Role Owner <b>')
      const role = await page.getByRole('cell', { name: 'Owner' }).boundingBox()
      expect((role?.x ?? 0) > (name?.x ?? 0)).to.equal(beside)
      await page.close()
    })
  }
})

describe('a form', () => {
  const form = (more: Partial<FormPage>) =>
    formView({
      heading: 'Rename',
      lead: 'Only you see it.',
      form: { action: '/rename', csrf: 'c' },
      accountName: 'ann',
      submit: 'Save',
      ...more,
    })

  it('has failed where one of its fields has an error', () => {
    const name = textField({ name: 'name', label: 'Name', focused: true })
    expect(form({ fields: [name] }).failed).to.equal(false)
    const error = { text: 'Too long.', wait: undefined }
    expect(form({ fields: [name, { ...name, error }] }).failed).to.equal(true)
  })
})
