import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from 'pg'
import { startPostgres, type PostgresServer } from './postgres-server.ts'

/** What a test needs of a PostgreSQL that is merely there. */
export interface SharedPostgres {
  readonly url: string
  readonly empty: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Where the run tells where its PostgreSQL is: the processes that run the files inherit it. */
const ADDRESS = 'SHARED_POSTGRES'

let door: Server | undefined
let server: Promise<PostgresServer> | undefined

/**
 * One for a run, whatever number of processes run its files; started by whoever asks for it first, as that takes a second
 * which most files need not wait for.
 */
export async function offerSharedPostgres(): Promise<void> {
  door = createServer((_, response) => {
    server ??= startPostgres()
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  door.unref()
  process.env[ADDRESS] = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
}

export async function stopSharedPostgres(): Promise<void> {
  door?.close()
  await (await server?.catch(() => undefined))?.close()
}

async function addressOfShared(): Promise<string> {
  const address = process.env[ADDRESS]
  if (address === undefined) throw new Error('only a run of mocha has a PostgreSQL that is shared')
  const response = await fetch(address)
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

/** A database of one's own, empty at first. */
export async function openSharedPostgres(): Promise<SharedPostgres> {
  const address = await addressOfShared()
  const name = `store_${randomBytes(8).toString('hex')}`
  await ask(address, `CREATE DATABASE ${name}`)
  const url = address.replace(/[^/]*$/, name)
  const client = await clientOf(url)
  return {
    url,
    async empty() {
      // Emptied one by one, which is quicker with a few rows than making new files.
      await client.query(`DO $$ DECLARE name TEXT; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND
            tablename NOT IN ('migrations') ORDER BY tablename = 'client_revision' LOOP
          EXECUTE 'DELETE FROM ' || quote_ident(name);
        END LOOP;
      END $$`)
    },
    async close() {
      await client.end()
      await ask(address, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

export async function clientOf(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function ask(url: string, statement: string): Promise<void> {
  const client = await clientOf(url)
  await client.query(statement)
  await client.end()
}
