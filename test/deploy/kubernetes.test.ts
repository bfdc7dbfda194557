import { strict as assert } from 'node:assert'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { readCompose } from '../support/compose.ts'
import { randomKey, signingKeys } from '../support/production-settings.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const probe = z.looseObject({
  httpGet: z.object({ path: z.string(), port: z.string() }).optional(),
})

const container = z.looseObject({
  image: z.string(),
  args: z.array(z.string()).default([]),
  ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.number() })),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
  readinessProbe: probe,
  livenessProbe: probe.optional(),
  securityContext: z.object({
    readOnlyRootFilesystem: z.literal(true),
    allowPrivilegeEscalation: z.literal(false),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(
    z.looseObject({ name: z.string(), mountPath: z.string(), subPath: z.string().optional() }),
  ),
})

const workload = z.looseObject({
  kind: z.string(),
  spec: z.looseObject({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        automountServiceAccountToken: z.literal(false),
        securityContext: z.looseObject({ runAsNonRoot: z.literal(true) }),
        containers: z.tuple([container]),
        volumes: z.array(z.looseObject({ name: z.string() })).default([]),
      }),
    }),
  }),
})

const resource = z.looseObject({
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string() }),
})

const networkPolicy = z.looseObject({
  kind: z.literal('NetworkPolicy'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    podSelector: z.unknown(),
    ingress: z.array(
      z.looseObject({
        ports: z.array(z.looseObject({ port: z.union([z.string(), z.number()]) })),
        from: z.array(z.unknown()).optional(),
      }),
    ),
  }),
})

const ingressResource = z.looseObject({
  metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    rules: z.array(
      z.looseObject({
        http: z.object({
          paths: z.array(
            z.object({
              path: z.string(),
              pathType: z.string(),
              backend: z.object({ service: z.looseObject({ name: z.string() }) }),
            }),
          ),
        }),
      }),
    ),
  }),
})

const service = z.looseObject({
  kind: z.literal('Service'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ selector: z.record(z.string(), z.string()).optional() }),
})

function documents(file: string): unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    assert.deepEqual(document.errors, [], file)
    return document.toJS() as unknown
  })
}

function ofKind(file: string, kind: string): unknown {
  const found = documents(file).find((one) => resource.parse(one).kind === kind)
  assert.ok(found, `a ${kind} in ${file}`)
  return found
}

describe('the Kubernetes manifests', () => {
  const folder = temporaryFolder()
  const provider = 'deploy/kubernetes/provider.yaml'
  const redis = 'deploy/kubernetes/redis.yaml'
  const postgres = 'deploy/kubernetes/postgres.yaml'

  it('are all in one namespace', () => {
    for (const one of [provider, redis, postgres].flatMap(documents)) {
      assert.equal(resource.parse(one).metadata.namespace, 'oidc-step-up')
    }
  })

  it('run without privileges, select what they start, and mount what there is', () => {
    const workloads = [
      ofKind(provider, 'Deployment'),
      ofKind(redis, 'StatefulSet'),
      ofKind(postgres, 'StatefulSet'),
    ]
    for (const one of workloads) {
      const { selector, template } = workload.parse(one).spec
      assert.deepEqual(selector.matchLabels, template.metadata.labels)
    }
    const { containers, volumes } = workload.parse(ofKind(provider, 'Deployment')).spec.template
      .spec
    assert.deepEqual(
      containers[0].volumeMounts.map(({ name }) => name),
      volumes.map(({ name }) => name),
    )
    const keys = containers[0].volumeMounts.find(({ name }) => name === 'keys')
    assert.equal(keys?.subPath, undefined, 'a subPath is never renewed')
  })

  it('configure a provider that would start', () => {
    const [{ env, ports, readinessProbe, livenessProbe }] = workload.parse(
      ofKind(provider, 'Deployment'),
    ).spec.template.spec.containers
    const { data } = z
      .looseObject({ data: z.object({ 'provider.yaml': z.string() }) })
      .parse(ofKind(provider, 'ConfigMap'))
    const keys = join(folder(), 'keys')
    mkdirSync(keys)
    writeFileSync(join(keys, 'signing.json'), JSON.stringify(signingKeys()))
    writeFileSync(join(keys, 'cookies'), randomKey())
    writeFileSync(join(keys, 'sealing'), `2026:${randomKey()}`)
    writeFileSync(join(folder(), 'provider.yaml'), data['provider.yaml'])
    // What the secret holds, as the comments above the files make it.
    const stores = {
      [provider]: 'redis://:PASSWORD@redis:6379',
      [postgres]: 'postgres://step_up:PASSWORD@postgres:5432/step_up?sslmode=disable',
    }
    const mails = 'smtps://USER:PASSWORD@mail.example.com:465'
    assert.ok(readFileSync(provider, 'utf8').includes(`OIDC_STEP_UP_MAIL_URL=${mails}`))
    const placed = env.map(({ name, value = '' }) => [
      name,
      value.replace('/etc/oidc-step-up', folder()),
    ])
    for (const [file, store] of Object.entries(stores)) {
      assert.ok(readFileSync(file, 'utf8').includes(`OIDC_STEP_UP_STORE=${store}`))
      const secrets = { OIDC_STEP_UP_STORE: store, OIDC_STEP_UP_MAIL_URL: mails }
      const configuration = loadConfiguration({
        env: { ...secrets, ...Object.fromEntries(placed) },
        profile: 'production',
      })
      assert.ok(store.startsWith(configuration.store.kind))
      assert.equal(configuration.clients.length, 1)
    }
    assert.equal(ports[0]?.containerPort, 3000)
    assert.equal(readinessProbe.httpGet?.path, '/readyz')
    assert.equal(livenessProbe?.httpGet?.path, '/healthz')
  })

  it('let the scraper’s namespace alone at the metrics, and everybody at the pages', () => {
    const policies = documents(provider).flatMap((one) => {
      const { success, data } = networkPolicy.safeParse(one)
      return success && data.metadata.name === 'provider' ? [data.spec] : []
    })
    assert.equal(policies.length, 1)
    const [{ podSelector, ingress } = { podSelector: {}, ingress: [] }] = policies
    const { template } = workload.parse(ofKind(provider, 'Deployment')).spec
    assert.deepEqual(podSelector, { matchLabels: template.metadata.labels })
    const { ports } = template.spec.containers[0]
    const admitted = new Map(
      ingress.flatMap(({ ports: open, from }) => open.map(({ port }) => [port, from] as const)),
    )
    assert.deepEqual(
      [...admitted.keys()],
      ports.map(({ name }) => name),
    )
    assert.equal(admitted.get('http'), undefined)
    const labels = { 'kubernetes.io/metadata.name': 'monitoring' }
    assert.deepEqual(admitted.get('metrics'), [{ namespaceSelector: { matchLabels: labels } }])
  })

  it('have an ingress with room for what is echoed, as the file for nginx has it', () => {
    const { annotations } = ingressResource.parse(ofKind(provider, 'Ingress')).metadata
    const nginx = readFileSync('deploy/nginx.conf', 'utf8')
    for (const name of ['proxy_buffer_size', 'proxy_busy_buffers_size']) {
      const [, size] = new RegExp(`^ *${name} (\\w+);$`, 'm').exec(nginx) ?? []
      assert.ok(size, name)
      assert.equal(annotations[`nginx.ingress.kubernetes.io/${name.replaceAll('_', '-')}`], size)
    }
  })

  it('lead the world to the pages, and to no health check', () => {
    const services = documents(provider).flatMap((one) => {
      const { success, data } = service.safeParse(one)
      return success ? [data] : []
    })
    const [rule, ...others] = ingressResource.parse(ofKind(provider, 'Ingress')).spec.rules
    assert.deepEqual(others, [])
    const led = rule?.http.paths.map(({ path, pathType, backend }) => {
      const { selector } =
        services.find(({ metadata }) => metadata.name === backend.service.name)?.spec ??
        assert.fail(`there is no service ${backend.service.name}`)
      return [path, pathType, selector]
    })
    assert.deepEqual(led, [
      ['/healthz', 'Exact', undefined],
      ['/readyz', 'Exact', undefined],
      ['/', 'Prefix', { app: 'provider' }],
    ])
  })

  it('run a Redis that neither forgets nor throws away', () => {
    const [{ args }] = workload.parse(ofKind(redis, 'StatefulSet')).spec.template.spec.containers
    assert.match(args.join(' '), /--appendonly yes --appendfsync always/)
    assert.match(args.join(' '), /--maxmemory-policy noeviction/)
  })

  it('run the PostgreSQL of the compose file, and make its user by the same file', () => {
    const [{ image, args }] = workload.parse(ofKind(postgres, 'StatefulSet')).spec.template.spec
      .containers
    const { services } = readCompose('docker-compose.postgres.yml')
    assert.deepEqual([image, args], [services['postgres']?.image, services['postgres']?.command])
    const text = readFileSync(postgres, 'utf8')
    assert.match(
      text,
      /create configmap postgres-init --from-file=step-up\.sql=deploy\/postgres\.sql$/m,
    )
    assert.ok(
      services['postgres']?.volumes.includes(
        './deploy/postgres.sql:/docker-entrypoint-initdb.d/step-up.sql:ro',
      ),
    )
  })
})

describe('the systemd unit', () => {
  const unit = readFileSync('deploy/oidc-step-up.service', 'utf8')

  it('starts the published program, by variables that there are', () => {
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      bin: Record<string, string>
    }
    assert.match(unit, new RegExp(`^ExecStart=.*/${bin['oidc-step-up'] ?? ''} serve$`, 'm'))
    const env = Object.fromEntries(
      [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )
    assert.throws(
      () => loadConfiguration({ env, profile: 'production' }),
      (error: Error) => {
        // Its files are not here: that is all that is wrong.
        assert.doesNotMatch(error.message, /unknown variable|expected sqlite/)
        return true
      },
    )
  })

  it('is no privileged process, and is told to read its keys anew', () => {
    for (const line of ['NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'ProtectSystem=strict']) {
      assert.ok(unit.split('\n').includes(line), line)
    }
    assert.match(unit, /^ExecReload=\/bin\/kill -HUP/m)
  })
})

describe('the files for a proxy on one machine', () => {
  it('lead to one node, where docs/deploy.md starts it', () => {
    const page = readFileSync('docs/deploy.md', 'utf8')
    const [, section = ''] = page.split('\n## One machine\n')
    const [, started] = /http:\/\/(127\.0\.0\.1:\d+)\/readyz/.exec(section) ?? []
    assert.ok(started)
    for (const file of ['nginx.conf', 'apache.conf', 'haproxy.cfg']) {
      const text = readFileSync(join('deploy', file), 'utf8').replaceAll(/^ *#.*$/gm, '')
      assert.deepEqual(text.match(/127\.0\.0\.1:\d+/g), [started], file)
    }
  })
})

describe('the file for Apache', () => {
  it('leaves an idle connection before the server ends it', () => {
    const seconds = (file: string, pattern: RegExp): number =>
      Number(pattern.exec(readFileSync(file, 'utf8'))?.[1])
    const ttl = seconds('deploy/apache.conf', /^ *ProxyPass .* ttl=(\d+)/m)
    const kept = seconds('config/default.yaml', /^keepAlive: (\d+)s/m)
    assert.ok(ttl > 0 && ttl < kept, `${ttl} of ${kept} seconds`)
  })
})
