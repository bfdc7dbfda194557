/** One sample of Prometheus' text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Scraped {
  readonly text: string
  readonly samples: readonly Sample[]
  /** What `# TYPE` says, by name. */
  readonly types: ReadonlyMap<string, string>
  /** The sum of all samples of this name that have these labels; undefined when there are none. */
  readonly sum: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined
}

export async function scrape(url: string | undefined): Promise<Scraped> {
  if (url === undefined) throw new Error('the server serves no metrics')
  const response = await fetch(url)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text}`)
  return read(text)
}

export function read(text: string): Scraped {
  const samples = text.split('\n').flatMap((line): Sample[] => {
    const [, name, list = '', value] = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? []
    if (name === undefined) return []
    const labels = [...list.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
      ([, label = '', quoted = '']) => [label, quoted],
    )
    return [{ name, labels: Object.fromEntries(labels), value: Number(value) }]
  })
  const types = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  )
  return {
    text,
    samples,
    types,
    sum(name, labels = {}) {
      const wanted = Object.entries(labels)
      const found = samples.filter(
        (sample) =>
          sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
      )
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0)
    },
  }
}
