/** The English words of the pages about sessions and applications. */
export const sessions = {
  heading: 'Sessions',
  lead: 'If you don’t recognise one of these browsers, sign it out and change your password.',
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
  alone: 'You are not signed in anywhere else.',
  shown: (count: number) => `Only the ${count} most recently used browsers are shown.`,
  ended: (count: number) =>
    count === 0
      ? 'It was already signed out.'
      : count === 1
        ? 'The browser was signed out.'
        : `${count} browsers were signed out.`,
}

export const applications = {
  heading: 'Applications',
  lead: 'Applications with access to your account, and what each may see or do.',
  empty: 'Nothing has access.',
  emptyHint: 'When you sign in to an application with this account, it is listed here.',
  website: 'Its website:',
  since: 'Since',
  firstParty: 'Belongs to this service and does not ask for permission.',
  revoke: 'Remove access',
  revoked: (application: string) => `“${application}” no longer has access to your account.`,
}

export const applicationRevoke = {
  heading: (application: string) => `Remove access for “${application}”?`,
  lead: 'It has no access to your account until you sign in to it again and allow it.',
  leadFirstParty:
    'It has no access to your account until you sign in to it again. It belongs to this service, so you won’t be asked to allow it.',
  hint: 'It may still show you as signed in for a while. Sign out there as well.',
  submit: 'Remove access',
  keep: 'Keep it',
}
