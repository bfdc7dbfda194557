import type { Command } from 'commander'
import { done, type Answer } from './answer.ts'
import { table, type Io } from './io.ts'
import type { Run } from './program.ts'
import { systemClock } from '../instant.ts'
import { keysInUse } from '../server/keys/in-use.ts'
import { kidOf } from '../server/keys/kid.ts'
import { signingNote, tokenAlgorithm } from '../server/keys/token-signing.ts'
import { storeName } from '../server/open-store.ts'
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
  const { profile, issuer, host, port, store, ladder, clients, keys, trustProxy } = configuration
  const advice = clients.flatMap((client) => adviceOn(client, configuration))
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
  }
  const note = signingNote(configuration, used)
  const rows = Object.entries({ ...summary, listen: `${host}:${port}` }).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') || 'none' : String(value),
  ])
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...advice.map(({ clientId, advice: text }) => `client ${clientId}: ${text}`),
  ]
  return done(['The configuration is valid.', table(rows), ...notes].join('\n\n'), {
    valid: true,
    ...summary,
    advice,
    ...(note !== undefined && { notes: [note] }),
  })
}
