import type { Command } from 'commander'
import { assertNever } from '../kernel/typing.ts'
import {
  LONGEST_OVERLAP,
  createClients,
  type AddedClient,
  type Clients,
  type ClientProblem,
  type ClientSheet,
  type RotatedSecret,
  type UpdatedClient,
} from '../clients/index.ts'
import type { Secret } from '../kernel/secret.ts'
import { duration, noneOr } from '../server/config/duration.ts'
import { ownersOf } from '../server/config/configuration.ts'
import { done, type Answer, type Run, declined, missing, misused } from './answer.ts'
import { adviseBy, type Advise, SHADOWED, asJson, listOf, sheetOf } from './client-sheet.ts'
import { collect, metadataFrom, withMetadataOptions, type ClientInput } from './client-input.ts'
import { consentByName } from './consent.ts'
import type { Io } from './io.ts'
import { iso } from './standing.ts'
import { configurationFor, inWorkspace } from './workspace.ts'

const HELP = `
These clients are kept in the store, beside those of the configuration, which win over one of the same id. Running
servers take up a change within 10 seconds. Secrets are shown once.`

const PAGE = 500

const OPERATOR = { kind: 'operator' } as const

export function addClientCommands(program: Command, io: Io, run: Run): void {
  const clients = program
    .command('clients')
    .description('the applications that are kept in the store')
    .addHelpText('after', HELP)
  const within = (
    command: Command,
    work: (clients: Clients) => Promise<Answer>,
    options = {},
  ): Promise<void> => run(command, () => withClients(io, command, work, options))

  withMetadataOptions(clients.command('add <id>'))
    .description('add a client, and show its secret')
    .action((id: string, input: ClientInput, command: Command) =>
      within(command, (all) => add(all, io, id, input), { mayBeNew: true }),
    )
  clients
    .command('list')
    .description('all clients in the store, in order of their ids')
    .action((_: unknown, command: Command) => within(command, list))
  clients
    .command('show <id>')
    .description('a client’s metadata, its secrets’ times, and whether it is served')
    .action((id: string, _: unknown, command: Command) =>
      run(command, () =>
        withClients(io, command, (all, check, advise) => show(all, check, advise, id)),
      ),
    )
  withMetadataOptions(clients.command('update <id>'))
    .description('change members of a client’s metadata; the others stay')
    .option('--unset <name>', 'take a member away; may be repeated', collect)
    .action((id: string, input: ClientInput & { unset?: string[] }, command: Command) =>
      within(command, (all) => update(all, io, id, input)),
    )
  clients
    .command('remove <id>')
    .description('remove a client, and end all that was granted to it')
    .option('--yes', 'do not ask')
    .action((id: string, options: { yes?: boolean }, command: Command) =>
      within(command, (all) => remove(all, io, id, options)),
    )
  clients
    .command('rotate-secret <id>')
    .description('give a client another secret, and show it')
    .option('--overlap <duration>', 'how long the former secret stays valid; 0 ends it', '24h')
    .action((id: string, { overlap }: { overlap: string }, command: Command) =>
      within(command, (all) => rotate(all, id, overlap)),
    )
}

type Check = Parameters<typeof createClients>[0]['check']

/** With what starts and asks a server only where something is to be checked. */
async function withClients(
  io: Io,
  command: Command,
  work: (clients: Clients, check: Check, advise: Advise) => Promise<Answer>,
  options: { mayBeNew?: boolean } = {},
): Promise<Answer> {
  const configuration = configurationFor(io, command)
  const check: Check = async (metadata) => {
    const { clientCheckBy } = await import('../server/clients/client-check-by-start.ts')
    return clientCheckBy(configuration)(metadata)
  }
  return inWorkspace(
    io,
    command,
    ({ store, sealer, clock }) => {
      const takenBy = ownersOf(configuration)
      const parts = { store: store.clients, holders: store, sealer, clock, check, takenBy }
      return work(createClients(parts), check, adviseBy(configuration, store))
    },
    options,
  )
}

async function add(clients: Clients, io: Io, id: string, input: ClientInput): Promise<Answer> {
  const given = await metadataFrom(io, input)
  if ('exit' in given) return given
  const added = await clients.add(OPERATOR, { id, metadata: given.metadata })
  switch (added.outcome) {
    case 'added':
      return shown(`added "${id}"`, added.client, added.secret)
    case 'taken':
      return declined('client_exists', `"${id}" is ${TAKEN[added.by]}`)
    case 'just_removed': {
      const until = iso(added.retryAt)
      const message = `a client "${id}" was removed a moment ago, and servers may still know it: try again after ${until}`
      return declined('client_just_removed', message, { retryAt: until })
    }
    case 'full':
      return declined('too_many_clients', `the store holds ${added.limit} clients already`)
    case 'refused':
      return invalid(added)
    default:
      return assertNever(added)
  }
}

const TAKEN = {
  store: 'another client’s id',
  configuration: 'the id of a client in the configuration',
  server: 'the server’s own id',
} as const satisfies Record<Extract<AddedClient, { outcome: 'taken' }>['by'], string>

async function list(clients: Clients): Promise<Answer> {
  const all: ClientSheet[] = []
  let after: string | undefined
  do {
    const page = await clients.list({ after, limit: PAGE })
    all.push(...page.clients)
    after = page.next
  } while (after !== undefined)
  return done(all.length > 0 ? listOf(all) : 'there are no clients in the store', all.map(asJson))
}

async function show(clients: Clients, check: Check, advise: Advise, id: string): Promise<Answer> {
  const client = await clients.find(id)
  if (!client) return noSuchClient(id)
  // Any secret: whether one is needed is what is looked at.
  const verdict = await check({ ...client.metadata, client_id: id, client_secret: 'x'.repeat(43) })
  const problem = client.shadowed
    ? SHADOWED
    : verdict.outcome === 'refused'
      ? problemText(verdict)
      : undefined
  const advice = problem === undefined ? await advise(client) : []
  const json = {
    ...asJson(client),
    served: problem === undefined,
    advice,
    ...(problem !== undefined && { problem }),
  }
  return done([sheetOf(client, problem), ...advice].join('\n\n'), json)
}

async function update(
  clients: Clients,
  io: Io,
  id: string,
  { unset = [], ...input }: ClientInput & { unset?: readonly string[] },
): Promise<Answer> {
  const given = await metadataFrom(io, input)
  if ('exit' in given) return given
  if (Object.keys(given.metadata).length + unset.length === 0) {
    return misused('nothing_to_change', 'name a member to set or unset')
  }
  const updated: UpdatedClient = await clients.update(OPERATOR, { id, set: given.metadata, unset })
  switch (updated.outcome) {
    case 'updated':
      return shown(`updated "${id}"`, updated.client, updated.secret)
    case 'not_found':
      return noSuchClient(id)
    case 'busy':
      return busy
    case 'refused':
      return invalid(updated)
    default:
      return assertNever(updated)
  }
}

async function remove(
  clients: Clients,
  io: Io,
  id: string,
  options: { yes?: boolean },
): Promise<Answer> {
  const question = `Remove the client ${id} and end all that was granted to it?`
  const refusal = await consentByName(io, options, question, id)
  if (refusal) return refusal
  const removed = await clients.remove(OPERATOR, id)
  switch (removed.outcome) {
    case 'removed': {
      const { grants } = removed
      const ended = grants === 1 ? '1 grant' : `${grants} grants`
      return done(`removed "${id}" and ended ${ended}`, { id, grants })
    }
    case 'not_found':
      return noSuchClient(id)
    case 'busy':
      return busy
    default:
      return assertNever(removed)
  }
}

async function rotate(clients: Clients, id: string, text: string): Promise<Answer> {
  const overlap = noneOr(duration).safeParse(text === '0' ? 0 : text)
  if (!overlap.success) {
    return misused('overlap_invalid', '--overlap: expected a duration such as 24h, or 0')
  }
  const rotated: RotatedSecret = await clients.rotateSecret(OPERATOR, { id, overlap: overlap.data })
  switch (rotated.outcome) {
    case 'rotated': {
      const { formerUntil, client, secret } = rotated
      const former =
        formerUntil === undefined
          ? 'the former one is no longer valid'
          : `the former one is valid until ${iso(formerUntil)}`
      return shown(`"${id}" has another secret; ${former}`, client, secret)
    }
    case 'no_secret':
      return declined('no_secret', `"${id}" has no secret to rotate`)
    case 'overlapping':
      return declined(
        'too_many_secrets',
        `too many former secrets of "${id}" are still valid: --overlap 0 ends them`,
      )
    case 'overlap_too_long':
      return misused('overlap_invalid', `--overlap: expected at most ${LONGEST_OVERLAP / 86_400}d`)
    case 'not_found':
      return noSuchClient(id)
    case 'busy':
      return busy
    default:
      return assertNever(rotated)
  }
}

function shown(text: string, client: ClientSheet, secret: Secret<string> | undefined): Answer {
  const json = { ...asJson(client), ...(secret && { client_secret: secret.reveal() }) }
  if (!secret) return done(text, json)
  return done(`${text}\n\nclient_secret: ${secret.reveal()}\n\nIt is not shown again.`, json)
}

const problemText = ({ field, problem }: ClientProblem): string =>
  field === undefined || problem.startsWith(field) ? problem : `${field}: ${problem}`

const invalid = (refusal: ClientProblem): Answer =>
  misused('client_invalid', problemText(refusal), {
    ...(refusal.field !== undefined && { field: refusal.field }),
  })

const noSuchClient = (id: string): Answer =>
  missing('client_not_found', `there is no client "${id}" in the store`)

const busy = declined(
  'changed_meanwhile',
  'somebody else is changing this client at the same time; try again',
)
