/** The English words around every page of the account console. */
export const account = {
  /** What the console is called where an application would be named. */
  application: 'Your account',
  menu: 'Your account',
  /** The page that the account opens with. */
  security: 'Security',
  signOut: 'Sign out',
}
