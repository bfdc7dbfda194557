import { CHANNELS, type ChannelName } from './channels.ts'
import { LEFT_OUT, STATES, TABLE, type Row, type State } from './table.ts'

export interface Case {
  readonly row: Row
  readonly state: State
}

export const CHANNEL_NAMES = Object.keys(CHANNELS) as ChannelName[]
export const STATE_NAMES = Object.keys(STATES) as State[]

export const rowsOf = (channel: ChannelName): readonly Row[] =>
  TABLE.filter((row) => !LEFT_OUT.some((left) => left.channel === channel && left.of(row)))

/** The complete product. */
export const everyCaseOf = (channel: ChannelName): readonly Case[] =>
  rowsOf(channel).flatMap((row) => STATE_NAMES.map((state) => ({ row, state })))

/** States in which the answer is another one than to a request that demands nothing. */
export function tellingStates(row: Row): readonly State[] {
  const nothing = TABLE.find(({ source }) => source === 'nothing')
  return STATE_NAMES.filter((state) => row.expected[state] !== nothing?.expected[state])
}

/** How many rows have the same answer there: the fewer, the more it says of this one. */
const sharedBy = (row: Row, state: State): number =>
  TABLE.filter(({ expected }) => expected[state] === row.expected[state]).length

/**
 * Each row once. Of the states in which it shows, the one whose answer the fewest rows share; of equals, and for a
 * row that shows in none, the one whose answer the channel has had least, then the one that it has itself had
 * least; and of equals again the next in turn, in which each channel begins with another.
 */
export function casesOf(channel: ChannelName): readonly Case[] {
  const offset = CHANNEL_NAMES.indexOf(channel)
  const turn = STATE_NAMES.slice(offset).concat(STATE_NAMES.slice(0, offset))
  const had = new Map<string, number>()
  const timesHad = (what: string): number => had.get(what) ?? 0
  return rowsOf(channel).map((row) => {
    const telling = turn.filter((state) => tellingStates(row).includes(state))
    const fewest = Math.min(...telling.map((state) => sharedBy(row, state)))
    const best = telling.filter((state) => sharedBy(row, state) === fewest)
    const [state = 'nobody'] = (best.length > 0 ? best : turn).toSorted(
      (a, b) => timesHad(row.expected[a]) - timesHad(row.expected[b]) || timesHad(a) - timesHad(b),
    )
    for (const what of [state, row.expected[state]]) had.set(what, timesHad(what) + 1)
    return { row, state }
  })
}

/**
 * What goes by the session on its way over HTTP, before or beside the decision: who comes without a page is sent
 * back at once, and a hint is looked at again when somebody has signed in. All states, by one channel.
 */
export const casesByState = (channel: ChannelName): readonly Case[] =>
  everyCaseOf(channel).filter(
    ({ row }) => row.hint !== undefined || row.parameters?.['prompt'] === 'none',
  )
