/** The English words about browsers that are not asked for the routine code. */

export const trust = {
  label: (lifetime: string) => `Don’t ask for a code on this browser for ${lifetime}`,
  hint: 'Don’t choose this on a shared computer.',
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
    `On browsers you trust, your password is enough for ${lifetime}. Applications can still ask for a code.`,
  here: 'This browser',
  trusted: 'Trusted since',
  until: 'Until',
  lastUsed: 'Last used',
  address: 'Address',
  forget: 'Forget',
  forgetAll: 'Forget all',
  empty: 'No trusted browsers.',
  emptyHint:
    'When you sign in with a code, you can choose not to be asked for one on that browser again.',
  ended:
    'This ends for all browsers when you change your password, make new recovery codes, or add or remove a device.',
  done: {
    forgotten: (name: string) =>
      `${name} was forgotten. You’ll need a code the next time you sign in there.`,
    all_forgotten: 'All browsers were forgotten. You’ll need a code the next time you sign in.',
  },
}

export const browserForget = {
  heading: (name: string) => `Forget ${name}?`,
  headingHere: 'Forget this browser?',
  headingAll: 'Forget all browsers?',
  lead: 'You’ll need a code the next time you sign in there.',
  leadHere: 'You’ll need a code to continue here, and the next time you sign in.',
  leadAll: 'You’ll need a code the next time you sign in on any of them, and on this one too.',
  submit: 'Forget',
  submitAll: 'Forget all',
  keep: 'Keep it',
  keepAll: 'Keep them',
}
