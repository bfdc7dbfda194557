/** What everybody's password is. */
export const PASSWORD = 'correct horse battery staple'
