/** The English words of the pages about recovery codes. */
export const progress = (step: number, steps: number) => `Step ${step} of ${steps}`

export const recoveryCode = {
  heading: 'Enter a recovery code',
  label: 'Recovery code',
  hint: 'Three groups of five letters and digits. Capitals, spaces and hyphens don’t matter.',
  toCode: 'Use a code from a device',
  help: 'Where do I find my recovery codes?',
  helpWhere:
    'You were asked to save ten recovery codes when you set up the second step: as a file, on paper or in a password manager.',
  helpOnce: 'Each code works once, in any order.',
  helpLost: 'If you have neither a device nor a code, ask an administrator for help.',
}

export const recoveryCodes = {
  headings: {
    issued: 'Save your recovery codes',
    regenerated: 'Save your new recovery codes',
    seen: 'Your recovery codes',
  },
  leads: {
    issued:
      'If you lose your phone, each of these codes lets you in once, instead of a code from your app. Keep them somewhere you can get to without your phone.',
    regenerated:
      'The old codes no longer work. Each of these lets you in once, instead of a code from your app. Keep them somewhere you can get to without your phone.',
    seen: 'Each code lets you in once, instead of a code from your app.',
  },
  shownFor: (minutes: number) => `This page shows them for ${minutes} minutes.`,
  list: 'Recovery codes',
  used: 'used',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Select and copy them yourself.',
  download: 'Download',
  print: 'Print',
  saved: 'I have saved them',
  regenerate: 'Get new codes',
}

/** The downloaded file. */
export const recoveryFile = {
  heading: (product: string, account: string) => `Recovery codes of ${account} at ${product}`,
  made: (date: string) => `Made on ${date}.`,
  lead: 'Each code lets you in once, instead of a code from your app.',
  used: 'used',
}

export const recoveryCodesLeft = {
  headingUsed: 'You used a recovery code',
  headingFew: 'You are running out of recovery codes',
  left: (left: number) => {
    if (left === 0) return 'You have no recovery code left.'
    return left === 1 ? 'You have 1 recovery code left.' : `You have ${left} recovery codes left.`
  },
  addDevice: 'Have you lost your device? Add a new one now, so you can use it next time.',
  addDeviceMissing: 'Add a device now, so you can use it next time.',
  add: 'Add a new device',
  getNew: 'Once you are signed in, get new ones in your account:',
  getNewElsewhere: 'Get new ones before you need them.',
  goOn: (application: string) => `Continue to ${application}`,
}

export const recoveryCodesOver = {
  heading: 'Your recovery codes are no longer shown',
  lead: 'They were made for your account and they work. They are shown only for a short time, so that nobody else sees them on your screen.',
  getNew: 'If you have not saved them, get new ones in your account once you are signed in:',
  getNewElsewhere: 'If you have not saved them, get new ones before you need them.',
}
