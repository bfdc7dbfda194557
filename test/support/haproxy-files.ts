/** Where Debian puts HAProxy. */
export const HAPROXY = '/usr/sbin/haproxy'
