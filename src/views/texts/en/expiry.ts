/** The English words of the notice that a page is about to end. */
export const expiry = {
  soon: 'This page ends in two minutes, because nothing was done here for a while.',
  stay: 'Stay here',
  over: 'This page has ended. Nothing was changed.',
  again: 'Start again',
}
