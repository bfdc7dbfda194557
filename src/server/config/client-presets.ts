/** What products that sign people in here need of their registration. */
const PRESETS = {
  'cloudflare-access': {},
  gitlab: {},
  grafana: {},
  entra: {},
} as const satisfies Record<string, Readonly<Record<string, unknown>>>

export type ClientPreset = keyof typeof PRESETS

export const CLIENT_PRESETS = Object.keys(PRESETS) as readonly ClientPreset[] as readonly [
  ClientPreset,
  ...ClientPreset[],
]

/** A client with what its preset sets; what is written of it wins. */
export function withPreset<Client extends object>(client: Client): Client {
  const preset: unknown = Reflect.get(client, 'step_up_preset')
  const name = CLIENT_PRESETS.find((one) => one === preset)
  return name === undefined ? client : { ...PRESETS[name], ...client }
}
