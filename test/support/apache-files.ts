/** Where Debian puts Apache and its modules. */
export const APACHE = {
  command: '/usr/sbin/apache2',
  modules: '/usr/lib/apache2/modules',
} as const
