import { readFileSync } from 'node:fs'
import { text as textOf } from 'node:stream/consumers'
import { InvalidArgumentError, type Command } from 'commander'
import type { ClientMetadata } from '../clients/index.ts'
import { type Answer, misused } from './answer.ts'
import type { Io } from './io.ts'
import { codeOf } from '../kernel/faults.ts'
import { isRecord, parseJson } from '../kernel/typing.ts'

/** What the command line says of a client. */
export interface ClientInput {
  readonly name?: string
  readonly redirectUri?: readonly string[]
  readonly postLogoutRedirectUri?: readonly string[]
  readonly backchannelLogoutUri?: string
  readonly public?: boolean
  readonly firstParty?: boolean
  readonly preset?: string
  readonly minimumAcr?: string
  readonly set?: readonly (readonly [name: string, value: unknown])[]
  readonly from?: string
}

const LARGEST_FILE = 1024 * 1024

/** The options by which `add` and `update` are told metadata. */
export function withMetadataOptions(command: Command): Command {
  return command
    .option('--name <name>', 'what people read: client_name')
    .option('--redirect-uri <uri>', 'where people are sent back to; may be repeated', collect)
    .option('--post-logout-redirect-uri <uri>', 'the same after signing out', collect)
    .option('--backchannel-logout-uri <uri>', 'where logout tokens go')
    .option('--public', 'it cannot keep a secret: token_endpoint_auth_method none')
    .option('--first-party', 'it is your own: nobody is asked for consent')
    .option('--preset <product>', 'what a product needs: step_up_preset')
    .option('--minimum-acr <class>', 'the weakest class it is served with: step_up_minimum_acr')
    .option('--set <name=value>', 'any other member; lists and numbers as JSON', member)
    .option('--from <file>', 'a JSON object of metadata, or - for standard input')
}

/** Of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]

type Members = NonNullable<ClientInput['set']>

function member(text: string, before: Members = []): Members {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('expected name=value')
  return [...before, [text.slice(0, at), valueOf(text.slice(at + 1))]]
}

/** A list, an object, a number, true or false; all else is text as it stands. */
function valueOf(text: string): unknown {
  const value = parseJson(text)
  return value === undefined ? text : value
}

/** The metadata that file and options come to; options win. */
export async function metadataFrom(
  io: Io,
  input: ClientInput,
): Promise<{ readonly metadata: ClientMetadata } | Answer> {
  const file = input.from === undefined ? {} : await readObject(io, input.from)
  if ('exit' in file) return file as Answer
  const { name, redirectUri, postLogoutRedirectUri, backchannelLogoutUri } = input
  const options = {
    client_name: name,
    redirect_uris: redirectUri,
    post_logout_redirect_uris: postLogoutRedirectUri,
    backchannel_logout_uri: backchannelLogoutUri,
    token_endpoint_auth_method: input.public ? 'none' : undefined,
    first_party: input.firstParty,
    step_up_preset: input.preset,
    step_up_minimum_acr: input.minimumAcr,
    ...Object.fromEntries(input.set ?? []),
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  if (given.some(([named]) => named === 'client_secret')) {
    const message =
      'a secret is not given on the command line, where others can read it: use --from'
    return misused('client_invalid', message, { field: 'client_secret' })
  }
  return { metadata: { ...file, ...Object.fromEntries(given) } }
}

async function readObject(io: Io, file: string): Promise<ClientMetadata | Answer> {
  const where = file === '-' ? 'standard input' : `"${file}"`
  const unusable = (problem: string): Answer => misused('client_invalid', `${where} ${problem}`)
  let contents: string
  try {
    contents = file === '-' ? await textOf(io.stdin) : readFileSync(file, 'utf8')
  } catch (error) {
    return unusable(`cannot be read (${codeOf(error)})`)
  }
  if (contents.length > LARGEST_FILE) return unusable('is too large for the metadata of a client')
  const value = parseJson(contents)
  if (value === undefined) return unusable('is not JSON')
  return isRecord(value) ? value : unusable('is not a JSON object of client metadata')
}
