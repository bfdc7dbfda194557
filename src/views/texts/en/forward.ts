/** What is shown between two pages, where a form goes on by itself. */
export const forward = {
  toApplication: (application: string) => `Back to ${application}`,
  toApplicationLead: (application: string) =>
    `You will be taken back to ${application}. If nothing happens, select Continue.`,
  signOut: 'Sign out',
  signOutLead: 'You are not signed in here. Select Continue.',
  switchAccount: 'Switching accounts',
  switchAccountLead: 'Another account is signed in on this browser. It will be signed out first.',
  connect: 'Connect a device',
  connectLead: 'Select Continue to see which application wants to connect.',
}
