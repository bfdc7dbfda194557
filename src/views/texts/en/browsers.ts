/** The English words about browsers that are spared the everyday code. */

export const trust = {
  label: (lifetime: string) => `Don’t ask for a code on this browser for ${lifetime}`,
  hint: 'Not on a computer that others use as well.',
}

/** Browser and system are names, as their makers write them. */
export const browserNames = {
  both: (browser: string, system: string) => `${browser} on ${system}`,
  browser: (browser: string) => browser,
  system: (system: string) => `A browser on ${system}`,
  unknown: 'Unknown browser',
}

export const browsers = {
  heading: 'Trusted browsers',
  lead: (lifetime: string) =>
    `Where you choose it, your password alone signs you in for ${lifetime}. Applications can still ask for a code.`,
  here: 'This browser',
  trusted: 'Trusted since',
  until: 'Until',
  lastUsed: 'Last used',
  address: 'From the address',
  forget: 'Forget',
  forgetAll: 'Forget all',
  empty: 'No trusted browser.',
  emptyHint:
    'When you type a code to sign in, you can choose that you are not asked for one on that browser again.',
  ended:
    'A new password, new recovery codes, and any device that you add or remove end this for all browsers.',
  done: {
    forgotten: (name: string) => `${name} was forgotten. Signing in there takes a code again.`,
    all_forgotten: 'All browsers were forgotten. Signing in takes a code again.',
  },
}

export const browserForget = {
  heading: (name: string) => `Forget ${name}?`,
  headingHere: 'Forget this browser?',
  headingAll: 'Forget all browsers?',
  lead: 'Signing in there takes a code again.',
  leadHere: 'Signing in here takes a code again, and so does going on from here.',
  leadAll: 'Signing in takes a code again in each of them, and in this one too.',
  submit: 'Forget',
  submitAll: 'Forget all',
  keep: 'Keep it',
  keepAll: 'Keep them',
}
