import type { Command } from 'commander'
import { EXIT, done, type Answer, type Run } from './answer.ts'
import { table, type Io } from './io.ts'
import { systemClock } from '../kernel/instant.ts'
import { keysInUse } from '../server/keys/in-use.ts'
import { kidOf } from '../server/keys/kid.ts'
import { signingNote, tokenAlgorithm } from '../server/keys/token-signing.ts'
import { storeName } from '../server/store-location.ts'
import { adviceOn } from '../server/protocol/client-advice.ts'
import { configurationFor } from './workspace.ts'

export function addConfigCommands(program: Command, io: Io, run: Run): void {
  program
    .command('config')
    .description('the configuration')
    .command('check')
    .description(
      'read the configuration, and say what is wrong with it, or which values are in effect',
    )
    .action((_: unknown, command: Command) => run(command, () => check(io, command)))
}

/** Keys are told by their ids, and clients by theirs: nothing here is secret. */
async function check(io: Io, command: Command): Promise<Answer> {
  const configuration = configurationFor(io, command)
  const { checkConfiguration } = await import('../server/check-configuration.ts')
  await checkConfiguration(configuration)
  const { checkStoredClients } = await import('../server/clients/check-stored-clients.ts')
  const stored = await checkStoredClients(configuration)
  const { profile, issuer, host, port, store, ladder, clients, keys, trustProxy } = configuration
  const all = [...clients, ...(stored.outcome === 'checked' ? stored.served : [])]
  const advice = all.flatMap((client) => adviceOn(client, configuration))
  const used = keysInUse(keys, systemClock())
  const summary = {
    profile,
    issuer,
    listen: { host, port },
    store: storeName(store),
    acrClasses: ladder.map(({ name }) => name),
    clients: clients.map((client) => client.client_id),
    signingKeys: keys.signing.reveal().keys.map(kidOf),
    cookieKeys: keys.cookies.reveal().length,
    sealingKeys: keys.sealing.map(({ id }) => id),
    idTokenSigning: tokenAlgorithm(configuration, used),
    trustProxy,
    pkce: configuration.pkce,
    storedClients: stored.outcome === 'checked' ? stored.clients : `not checked: ${stored.reason}`,
  }
  const note = signingNote({ ...configuration, clients: all }, used)
  const rows = Object.entries({ ...summary, listen: `${host}:${port}` }).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') || 'none' : String(value),
  ])
  const unserved = stored.outcome === 'checked' ? [...stored.unserved] : []
  const unknownInResources = stored.outcome === 'checked' ? stored.unknownInResources : []
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...advice.map(({ clientId, advice: text }) => `client ${clientId}: ${text}`),
    ...unknownInResources.map((id) => `resources list "${id}", which is not the id of any client`),
    ...unserved.map(([id, problem]) => `the stored client "${id}" is refused: ${problem}`),
  ]
  const text = ['The configuration is valid.', table(rows), ...notes].join('\n\n')
  const json = {
    valid: true,
    ...summary,
    advice,
    ...(note !== undefined && { notes: [note] }),
    ...(stored.outcome === 'checked' && {
      unservedClients: Object.fromEntries(unserved),
      unknownInResources,
    }),
  }
  if (unserved.length === 0) return done(text, json)
  return { exit: EXIT.fault, text, json: { error: 'clients_unserved', ...json } }
}
