import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  user: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
  profiles: z.array(z.string()).default([]),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().optional(),
  stop_grace_period: z.string().optional(),
})

const compose = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.unknown()),
})

export type Service = z.output<typeof service>
export type Compose = z.output<typeof compose>

/** A file as it is written. */
export const readCompose = (file = 'docker-compose.yml'): Compose =>
  compose.parse(parse(readFileSync(file, 'utf8')))

/**
 * `${NAME:?message}` replaced as compose does it (compose specification, "Interpolation").
 *
 * @throws Error with the message of a variable that is not set
 */
export function interpolated(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):\?([^}]*)\}/g, (_, name: string, message: string) => {
    const value = env[name]
    if (value === undefined || value === '') throw new Error(`${name}: ${message}`)
    return value
  })
}

/** The networks that a service is in. */
export const networksOf = ({ networks }: Service): readonly string[] =>
  Array.isArray(networks) ? networks : Object.keys(networks)

/** What the last stage of the Dockerfile sets and starts. */
export interface Image {
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly string[]
}

export function readImage(): Image {
  const last =
    readFileSync('Dockerfile', 'utf8')
      .split(/^FROM /m)
      .at(-1) ?? ''
  const [, settings = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(last) ?? []
  const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(last) ?? []
  return {
    environment: Object.fromEntries(
      [...settings.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    command: z.array(z.string()).parse(JSON.parse(command)),
  }
}
