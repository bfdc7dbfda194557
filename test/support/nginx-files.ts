/** Where Debian puts nginx. */
export const NGINX = '/usr/sbin/nginx'
