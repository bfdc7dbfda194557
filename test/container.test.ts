import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const service = z.object({
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string()),
  volumes: z.array(z.string()),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  privileged: z.boolean().optional(),
  cap_add: z.array(z.string()).optional(),
})
const composeFile = z.object({
  services: z.object({ provider: service }),
  volumes: z.record(z.string(), z.unknown()),
})

describe('docker-compose.yml', () => {
  const compose = composeFile.parse(parse(readFileSync('docker-compose.yml', 'utf8')))
  const { provider } = compose.services

  it('keeps the SQLite file on a volume', () => {
    expect(provider.environment).to.include({ OIDC_STEP_UP_STORE: 'sqlite:/data/step-up.db' })
    expect(provider.volumes).to.deep.equal(['data:/data'])
    expect(compose.volumes).to.have.all.keys('data')
  })

  it('has no default for a secret, and does not start without one', () => {
    for (const name of ['ISSUER', 'COOKIE_KEYS', 'SEALING_KEYS', 'SIGNING_KEYS', 'TRUST_PROXY']) {
      const variable = `OIDC_STEP_UP_${name}`
      expect(provider.environment[variable]).to.match(new RegExp(`^\\$\\{${variable}:\\?[^}]+\\}$`))
    }
  })

  it('takes every privilege away that the provider can do without', () => {
    expect(provider).to.include({ read_only: true })
    expect(provider.cap_drop).to.deep.equal(['ALL'])
    expect(provider.security_opt).to.include('no-new-privileges:true')
    expect(provider).to.not.have.any.keys('privileged', 'cap_add')
  })

  it('is reached from this machine alone, for it speaks plain http', () => {
    expect(provider.ports.every((port) => port.startsWith('127.0.0.1:'))).to.equal(true)
  })
})

describe('the Dockerfile', () => {
  const last =
    readFileSync('Dockerfile', 'utf8')
      .split(/^FROM /m)
      .at(-1) ?? ''

  it('runs as a user without privileges, with production dependencies alone', () => {
    expect(last).to.match(/^USER node$/m)
    expect(last).to.match(/^COPY --from=production .*node_modules/m)
    expect(last).to.not.match(/COPY --from=build .*node_modules|npm ci/)
  })

  it('serves with the built program and tells whether it is healthy', () => {
    expect(last).to.include('CMD ["node", "dist/cli/main.js", "serve"]')
    expect(last).to.match(/^HEALTHCHECK [\s\S]*\/healthz/m)
  })
})
