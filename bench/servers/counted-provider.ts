import {
  Provider as Counted,
  type Adapter,
  type AdapterFactory,
  type Configuration,
} from 'oidc-provider'

export * from 'oidc-provider'

/** Asked and answered beside the probe's questions. */
export const TALLY = 'tally'

/** How often each operation was asked for since the last look: `Session.find` and so on. */
let tally: Record<string, number> = {}

if (process.send) {
  process.on('message', (question: unknown) => {
    if (question !== TALLY) return
    process.send?.(tally)
    tally = {}
  })
  process.channel?.unref()
}

/** oidc-provider with an adapter that counts. */
export class Provider extends Counted {
  constructor(issuer: string, configuration: Configuration) {
    super(issuer, { ...configuration, adapter: counting(configuration.adapter as AdapterFactory) })
  }
}

const counting =
  (adapterOf: AdapterFactory): AdapterFactory =>
  (model) =>
    new Proxy(adapterOf(model), {
      get(adapter, operation: keyof Adapter) {
        const known: unknown = Reflect.get(adapter, operation)
        if (typeof known !== 'function') return known
        return (...values: unknown[]): unknown => {
          const name = `${model}.${operation}`
          tally[name] = (tally[name] ?? 0) + 1
          return Reflect.apply(known, adapter, values)
        }
      },
    })
