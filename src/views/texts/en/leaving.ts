/** The English words about an account that its owner has deleted. */
export const leaving = {
  section: 'Delete your account',
  heading: 'Delete your account?',
  lead: (time: string) =>
    `You can change your mind for ${time}. After that, your account is deleted for good.`,
  goes: 'This deletes your name, password, devices, recovery codes and sessions, and the access of your applications.',
  kept: 'The history of your account is kept for 180 days, under a number instead of your name and without addresses. Applications keep what they have stored about you: ask them to delete it.',
  meanwhile: 'Until then everything works as before, and you’re reminded whenever you sign in.',
  submit: 'Delete my account',
  keep: 'Keep my account',
  leavingHeading: 'Your account will be deleted',
  leavingLead: (until: string) =>
    `That happens on ${until}, because you asked for it. Until then you can keep it.`,
}
