import { strict as assert } from 'node:assert'
import { chownSync, chmodSync, copyFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  openPostgresStore,
  type PostgresStoreOptions,
} from '../../../src/stores/postgres/open-postgres-store.ts'
import { makeCertificates, type Certificates } from '../../support/certificates.ts'
import { commandLine } from '../../support/command-line.ts'
import { runProgram, startPostgres, type PostgresServer } from '../../support/postgres-server.ts'

/** As docs/operations.md has it in `pg_hba.conf`; on its socket alone it is spoken to without TLS. */
const DOORS = `local all all trust
hostssl postgres postgres 127.0.0.1/32 trust clientcert=verify-full
hostssl other postgres 127.0.0.1/32 trust\n`

describe('a PostgreSQL that is spoken to over TLS alone', function () {
  this.timeout(60_000)
  const { folder, run } = commandLine()
  let certificates: Certificates
  let postgres: PostgresServer

  beforeEach(async () => {
    certificates = makeCertificates(folder(), {
      localhost: 'DNS:localhost',
      postgres: 'DNS:postgres',
      somebody: 'DNS:somebody',
    })
    postgres = await startPostgres({
      settings: {
        ssl: 'on',
        ssl_cert_file: 'localhost.pem',
        ssl_key_file: 'localhost.key',
        ssl_ca_file: 'ca.pem',
      },
      makeFiles(files) {
        const made = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8']
        runProgram('initdb', [`--pgdata=${files}`, ...made])
        const { uid, gid } = statSync(files)
        for (const name of ['localhost.pem', 'localhost.key', 'ca.pem']) {
          copyFileSync(certificates.file(name), join(files, name))
          chownSync(join(files, name), uid, gid)
          chmodSync(join(files, name), 0o600)
        }
        writeFileSync(join(files, 'pg_hba.conf'), DOORS)
      },
    })
    const address = [`--host=${postgres.folder}`, `--port=${postgres.port}`, '--username=postgres']
    runProgram('psql', [...address, '--no-psqlrc', '--command=CREATE DATABASE other'])
  })
  afterEach(() => postgres.close())

  const at = (host: string, database: string, mode: string): string =>
    `postgres://postgres@${host}:${postgres.port}/${database}?sslmode=${mode}`

  async function opens(options: PostgresStoreOptions): Promise<void> {
    const store = await openPostgresStore(options)
    await store.check()
    await store.close()
  }

  it('is believed by the authority that vouches for it, and for its name', async () => {
    const tls = { ca: certificates.read('ca.pem') }
    await opens({ url: at('localhost', 'other', 'verify-full'), tls })
    await opens({ url: at('localhost', 'other', 'require'), tls })
    await opens({ url: at('127.0.0.1', 'other', 'verify-ca'), tls })
    for (const mode of ['verify-full', 'require']) {
      await assert.rejects(openPostgresStore({ url: at('127.0.0.1', 'other', mode), tls }), {
        code: 'store_unavailable',
        message: /ERR_TLS_CERT_ALTNAME_INVALID/,
      })
    }
    for (const mode of ['verify-full', 'verify-ca', 'require']) {
      await assert.rejects(openPostgresStore({ url: at('localhost', 'other', mode) }), {
        code: 'store_unavailable',
        message: /SELF_SIGNED_CERT_IN_CHAIN/,
      })
    }
    await assert.rejects(openPostgresStore({ url: at('localhost', 'other', 'disable') }), {
      code: 'store_unavailable',
      message: /it does not let this user in \(SQLSTATE 28000\)/,
    })
  })

  it('is shown who comes, where it asks for that', async () => {
    const own = (name: string) => ({
      ca: certificates.read('ca.pem'),
      cert: certificates.read(`${name}.pem`),
      key: certificates.read(`${name}.key`),
    })
    const url = at('localhost', 'postgres', 'verify-full')
    await assert.rejects(openPostgresStore({ url, tls: own('somebody') }), /28000|28P01/)
    await assert.rejects(openPostgresStore({ url, tls: { ca: own('somebody').ca } }), /28000/)
    const { code, stderr } = await run(['accounts', 'list'], {
      env: {
        OIDC_STEP_UP_STORE: url,
        OIDC_STEP_UP_POSTGRES_CA: certificates.file('ca.pem'),
        OIDC_STEP_UP_POSTGRES_CERT: certificates.file('postgres.pem'),
        OIDC_STEP_UP_POSTGRES_KEY: certificates.file('postgres.key'),
      },
    })
    assert.equal(code, 0, stderr)
  })
})
