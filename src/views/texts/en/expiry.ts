/** The English words of the notice that a page is about to end. */
export const expiry = {
  soon: 'This page expires in two minutes, because nothing has happened here for a while.',
  stay: 'Stay here',
  over: 'This page has expired. Nothing was changed.',
  again: 'Start again',
}
