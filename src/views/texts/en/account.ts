import type { PlaceTexts } from '../codes.ts'

/** The English words around every page of the account console. */
const places: PlaceTexts = {
  security: 'Security',
  password: 'Password',
  sessions: 'Signed in',
  applications: 'Applications',
  activity: 'Activity',
  language: 'Language',
}

export const account = {
  /** What the console is called where an application would be named. */
  application: 'Your account',
  menu: 'Your account',
  places,
  signOut: 'Sign out',
}
