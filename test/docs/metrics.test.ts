import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { scrape, type Scraped } from '../support/scraped.ts'
import { testServer } from '../support/test-server.ts'
import { signIn } from '../support/visit.ts'

/** A row of a table in docs/metrics.md. */
interface Told {
  readonly name: string
  readonly type: string
  /** By label: the values that are named; a cell that ends in an ellipsis names some of them. */
  readonly labels: ReadonlyMap<string, readonly string[]>
  readonly isOpen: boolean
  readonly meaning: string
}

const told: readonly Told[] = readFileSync('docs/metrics.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [name = '', type = '', labels = '', meaning = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return {
      name: name.replaceAll('`', ''),
      type,
      labels: new Map(
        [...labels.matchAll(/`(\w+)`(?: \(([^)]*)\))?(?:, |$)/g)].map(
          ([, label = '', list = '']) => [
            label,
            [...list.matchAll(/`([^`]+)`/g)].map(([, value = '']) => value),
          ],
        ),
      ),
      isOpen: labels.includes('…'),
      meaning,
    }
  })

/** What Prometheus itself adds, and the metrics of every target. */
const TARGET = ['job', 'instance']
const OF_PROMETHEUS = ['up']

interface Panel {
  readonly type: string
  readonly title: string
  readonly datasource?: { readonly uid: string }
  readonly targets?: readonly {
    readonly expr: string
    readonly datasource: { readonly uid: string }
  }[]
  readonly gridPos: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
  }
  readonly id: number
}
interface Dashboard {
  readonly title: string
  readonly uid: string
  readonly schemaVersion: number
  readonly templating: {
    readonly list: readonly {
      readonly name: string
      readonly type: string
      readonly definition?: string
    }[]
  }
  readonly panels: readonly Panel[]
}
const dashboard = JSON.parse(readFileSync('docs/grafana/oidc-step-up.json', 'utf8')) as Dashboard

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: Readonly<Record<string, string>>
}
const { groups } = parse(readFileSync('docs/alerts.yml', 'utf8')) as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap((group) => group.rules)

const expressions = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: `the panel "${title}"`, expr })),
  ),
  ...dashboard.templating.list.flatMap(({ name, definition }) =>
    definition === undefined ? [] : [{ where: `the variable ${name}`, expr: definition }],
  ),
  ...rules.map(({ alert, expr }) => ({ where: alert, expr })),
]

const namesIn = (expr: string): string[] =>
  [...expr.matchAll(/\b(?:oidc_step_up_|nodejs_|process_)\w+\b|\bup\b(?=\{)/g)].map(
    ([name]) => name,
  )

describe('docs/metrics.md', () => {
  const server = testServer({ metrics: { host: '127.0.0.1', port: 0 } })
  let scraped: Scraped
  before(async () => {
    const person = await Person.of(server())
    const shop = await relyingParty(server())
    await signIn(person, shop)
    const phone = await person.addDevice('Phone')
    await signIn(person.elsewhere(), shop, {}, phone)
    scraped = await scrape(server().metricsUrl)
  })

  /** The name that its type stands by: a histogram’s samples have endings. */
  const baseOf = (name: string): string => {
    const base = name.replace(/_(?:bucket|sum|count)$/, '')
    return scraped.types.get(base) === 'histogram' ? base : name
  }

  it('tells of every metric of ours, and of none that there is not', () => {
    const ours = [...scraped.types].filter(([name]) => name.startsWith('oidc_step_up_'))
    assert.ok(ours.length > 30)
    assert.deepEqual(
      told.map(({ name, type }) => `${name} ${type}`).toSorted(),
      ours.map(([name, type]) => `${name} ${type}`).toSorted(),
    )
    assert.equal(new Set(told.map(({ name }) => name)).size, told.length)
  })

  it('gives them the meaning that the server gives them', () => {
    for (const { name, meaning } of told) {
      const [, help = ''] = new RegExp(`^# HELP ${name} (.*)$`, 'm').exec(scraped.text) ?? []
      assert.ok(help !== '' && meaning.startsWith(help), `${name}: ${help}`)
    }
  })

  it('names the labels of each, and all values of those that are counted from the start', () => {
    for (const { name, labels, isOpen } of told) {
      const samples = scraped.samples.filter((sample) => baseOf(sample.name) === name)
      for (const sample of samples) {
        const { le: _, ...rest } = sample.labels
        assert.deepEqual(Object.keys(rest).toSorted(), [...labels.keys()].toSorted(), name)
        for (const [label, value] of Object.entries(rest)) {
          const values = labels.get(label) ?? []
          if (isOpen || values.length === 0 || label === 'acr') continue
          assert.ok(values.includes(value), `${name}: ${label}="${value}"`)
        }
      }
    }
  })

  it('names metrics as Prometheus asks', () => {
    for (const { name, type } of told) {
      assert.match(name, /^oidc_step_up_[a-z_]+$/)
      assert.equal(name.endsWith('_total'), type === 'counter', name)
      assert.ok(!/(?:_ms|_milliseconds|_minutes|_kb)/.test(name), name)
    }
  })

  it('is all that the dashboard and the alerts are made of: each metric exists', () => {
    assert.ok(expressions.length > 50)
    for (const { where, expr } of expressions) {
      const names = namesIn(expr)
      assert.ok(names.length > 0, `${where} asks for nothing`)
      for (const name of names) {
        if (OF_PROMETHEUS.includes(name)) continue
        assert.ok(scraped.types.has(baseOf(name)), `${where}: ${name}`)
        const isHistogram = scraped.types.get(baseOf(name)) === 'histogram'
        assert.equal(isHistogram, baseOf(name) !== name, `${where}: ${name}`)
      }
    }
  })

  it('is all that they are made of: each label exists, and each value that is asked for', () => {
    for (const { where, expr } of expressions) {
      const names = namesIn(expr)
      const known = new Map(
        names.map((name) => [name, told.find((one) => one.name === baseOf(name))]),
      )
      for (const [, name = '', selector = ''] of expr.matchAll(/(\w+)\{([^}]*)\}/g)) {
        for (const [, label = '', operator, value = ''] of selector.matchAll(
          /(\w+)\s*(=~|!=|!~|=)\s*"([^"]*)"/g,
        )) {
          if (TARGET.includes(label)) continue
          const values = known.get(name)?.labels.get(label)
          assert.ok(values, `${where}: ${name} has no label ${label}`)
          if (values.length === 0 || value.startsWith('$')) continue
          const asked = operator === '=~' || operator === '!~' ? value.split('|') : [value]
          for (const one of asked) assert.ok(values.includes(one), `${where}: ${label}="${one}"`)
        }
      }
      const labels = [...known.values()].flatMap((one) => [...(one?.labels.keys() ?? [])])
      for (const [, list = ''] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
        for (const label of list.split(',').map((text) => text.trim())) {
          const exists = [...labels, ...TARGET].includes(label)
          assert.ok(exists || (label === 'le' && expr.includes('_bucket')), `${where}: by ${label}`)
        }
      }
    }
  })
})

describe('docs/grafana/oidc-step-up.json', () => {
  it('can be imported: it has a title, an id, a schema, and takes its source from a variable', () => {
    const { title, uid, schemaVersion, templating, panels } = dashboard
    assert.ok(title !== '' && uid !== '' && schemaVersion >= 36)
    const source = templating.list.find(({ type }) => type === 'datasource')
    assert.equal(source?.name, 'datasource')
    for (const { type, title: name, datasource, targets = [] } of panels) {
      if (type === 'row') continue
      assert.ok(targets.length > 0, name)
      for (const one of [datasource, ...targets.map((target) => target.datasource)]) {
        assert.equal(one?.uid, `\${${source.name}}`, name)
      }
    }
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
  })

  it('lays no panel over another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    )
    assert.equal(new Set(cells).size, cells.length)
    assert.ok(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24))
  })
})

describe('docs/alerts.yml', () => {
  it('says of each alert how bad it is, what it means, and where it is told what to do', () => {
    assert.ok(rules.length >= 15)
    for (const { alert, labels, annotations } of rules) {
      assert.match(alert, /^OidcStepUp[A-Z]\w+$/)
      assert.ok(['critical', 'warning', 'info'].includes(labels.severity), alert)
      for (const name of ['summary', 'description']) {
        assert.ok((annotations[name] ?? '').length > 10, `${alert}: ${name}`)
      }
      // Beside the rules, wherever they are copied from; an address is the operator's to give.
      assert.match(annotations['runbook'] ?? '', /^operations\.md#[a-z-]+$/, alert)
      assert.equal(annotations['runbook_url'], undefined, alert)
    }
    const names = rules.map(({ alert }) => alert)
    assert.equal(new Set(names).size, names.length)
  })

  it('fills in only labels that an alert has', () => {
    for (const { alert, expr, annotations } of rules) {
      const text = Object.values(annotations).join(' ')
      for (const [, label = ''] of text.matchAll(/\$labels\.(\w+)/g)) {
        const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].map(([, list = '']) => list)
        const kept = grouped.length === 0 ? TARGET : grouped.flatMap((list) => list.split(/,\s*/))
        assert.ok(kept.includes(label), `${alert}: ${label}`)
      }
    }
  })
})
