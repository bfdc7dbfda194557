/** One of the project's targets, as a row of the table. */
export interface Target {
  readonly number: number
  readonly name: string
  readonly demand: string
  /** What it takes to get there, or why it stops short. */
  readonly why: string
}

export const TARGETS: readonly Target[] = [
  {
    number: 1,
    name: 'Complete sign-in, password and code, hash excluded',
    demand: '≤ 1.0× the bare library’s one-prompt sign-in on the same store',
    why: '',
  },
  {
    number: 2,
    name: 'Step-up in a live session',
    demand: '≤ 0.6× of that baseline',
    why: '',
  },
  {
    number: 3,
    name: 'Sign-in that needs no prompt',
    demand: '≤ 1.1× the bare library’s',
    why: '',
  },
  {
    number: 4,
    name: 'Checking a code, opening the sealed secret included',
    demand: '≤ 25 µs for one device, ≤ 200 µs for ten, the same work right or wrong',
    why: '',
  },
  {
    number: 5,
    name: 'What a sign-in asks of its store',
    demand: '≤ 20 adapter operations and no client look-up; on Redis ≤ 30 commands, ≤ 15 waits',
    why: '',
  },
  {
    number: 6,
    name: 'Growth',
    demand:
      '1,000,000 accounts ≤ 1.1× the cost of 1,000; memory flat over 50,000 sign-ins, ≤ 200 MiB',
    why: '',
  },
  {
    number: 7,
    name: '16 sign-ins at once, with argon2id',
    demand: 'token endpoint’s p99 ≤ 3× its unloaded p99, all cores busy',
    why: '',
  },
  {
    number: 8,
    name: 'Workers and nodes',
    demand: 'two workers ≥ 1.7× one; processor per sign-in with three nodes ≤ 1.1× that with one',
    why: '',
  },
  {
    number: 9,
    name: 'Pages',
    demand:
      'npm start to first page ≤ 1.5 s; transfer ≤ 15 kB without the QR code; first paint ≤ 100 ms; Lighthouse 100',
    why: '',
  },
]
