/** The English words of the pages about sessions and applications. */
export const sessions = {
  heading: 'Sessions',
  lead: 'If you do not know one of these browsers, sign it out and change your password.',
  browser: (browser: string, system: string) => `${browser} on ${system}`,
  unknownBrowser: 'Unknown browser',
  current: 'This browser',
  address: 'Address',
  device: 'Code from',
  signedIn: 'Signed in',
  lastUsed: 'Last used',
  applications: 'Used for',
  onlyAccount: 'Only these pages',
  end: 'Sign out',
  endOthers: 'Sign out everywhere else',
  endOthersHint:
    'Every other browser has to sign in again. Applications that act for you while you are away keep their access.',
  alone: 'You are signed in nowhere else.',
  shown: (count: number) => `Only the ${count} browsers that were used last are shown.`,
  ended: (count: number) =>
    count === 0
      ? 'It was signed out already.'
      : count === 1
        ? 'The browser was signed out.'
        : `${count} browsers were signed out.`,
}

export const applications = {
  heading: 'Applications',
  lead: 'What you have let in, and what each may see or do.',
  empty: 'Nothing has access.',
  emptyHint: 'When you sign in to an application with this account, it is listed here.',
  website: 'Its website:',
  since: 'Since',
  firstParty: 'Belongs to this service and does not ask for permission.',
  revoke: 'Remove access',
  revoked: (application: string) => `“${application}” has no access to your account any more.`,
}

export const applicationRevoke = {
  heading: (application: string) => `Remove the access of “${application}”?`,
  lead: 'It gets nothing more from your account, until you sign in to it again and allow it.',
  leadFirstParty:
    'It gets nothing more from your account, until you sign in to it again. It belongs to this service, so you are not asked to allow it.',
  hint: 'It may go on showing you as signed in for a while. Sign out there as well.',
  submit: 'Remove access',
  keep: 'Keep it',
}
