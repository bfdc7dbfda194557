#!/usr/bin/env bash
# nginx 1.22's auth_request hands on the first WWW-Authenticate field of a 401, and drops the others.
#
# Expected: RFC 9110, sections 11.6.1 and 5.3: a 401 may hold several challenges, in one field or in several; to split them or to join
#   them makes no difference. By nginx's documentation the client gets the header of the service's 401.
# What happens: `proxy_pass` hands on both fields; `auth_request` with the same upstream only the first. A single field with two
#   challenges in it comes through whole.
# Why it matters: where nginx asks a service whether a token will do, and that service offers DPoP and Bearer in two fields, RFC 9470's
#   `acr_values` and `max_age` never reach the application, which sees a plain "no": nobody can step up. A resource server wants to
#   send one field, with the challenge that answers in the first place.
set -euo pipefail
tmp=$(mktemp -d)
started=()
trap 'for pid in "${started[@]}"; do kill "$pid" 2> /dev/null || true; done; wait; rm -rf "$tmp"' EXIT
cd "$tmp"
# Debian 12's package, unpacked here and not installed. Both servers listen on sockets in this folder: no ports.
apt-get -o APT::Sandbox::User=root download -qq nginx=1.22.1-9+deb12u11
dpkg-deb -x nginx_*.deb root
mkdir -p work

cat > upstream.py <<'PYTHON'
import socketserver

FIRST, SECOND = 'DPoP algs="ES256"', 'Bearer error="insufficient_user_authentication", acr_values="urn:step-up:2fa"'

class Answer(socketserver.StreamRequestHandler):
    def handle(self):
        target = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        fields = [f'{FIRST}, {SECOND}'] if target.endswith('/one') else [FIRST, SECOND]
        lines = ['HTTP/1.1 401 Unauthorized', *(f'WWW-Authenticate: {field}' for field in fields), 'Content-Length: 0', 'Connection: close']
        self.wfile.write(('\r\n'.join(lines) + '\r\n\r\n').encode())

class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

Server('upstream.sock', Answer).serve_forever()
PYTHON
python3 upstream.py &
started+=($!)

cat > nginx.conf <<CONF
daemon off;
pid $tmp/work/pid;
error_log $tmp/work/error.log;
$([ "$(id -u)" = 0 ] && echo 'user root;')
events {}
http {
  access_log off;
  client_body_temp_path $tmp/work/a; proxy_temp_path $tmp/work/b; fastcgi_temp_path $tmp/work/c;
  uwsgi_temp_path $tmp/work/d; scgi_temp_path $tmp/work/e;
  upstream service { server unix:$tmp/upstream.sock; }
  server {
    listen unix:$tmp/nginx.sock;
    location /plain/ { proxy_pass http://service; }
    location /guarded/two { auth_request /ask/two; }
    location /guarded/one { auth_request /ask/one; }
    location /ask/ { internal; proxy_pass http://service; }
  }
}
CONF
root/usr/sbin/nginx -p "$tmp/" -c "$tmp/nginx.conf" 2> work/stderr &
started+=($!)
for _ in $(seq 100); do [ -S nginx.sock ] && [ -S upstream.sock ] && break; sleep 0.1; done

challenges() { curl --silent --include --unix-socket nginx.sock "http://localhost$1" | tr -d '\r' | sed -n 's/^WWW-Authenticate: /  /Ip'; }
wanted=$(cat <<'SEEN'
proxy_pass, two fields:
  DPoP algs="ES256"
  Bearer error="insufficient_user_authentication", acr_values="urn:step-up:2fa"
auth_request, two fields:
  DPoP algs="ES256"
auth_request, one field:
  DPoP algs="ES256", Bearer error="insufficient_user_authentication", acr_values="urn:step-up:2fa"
SEEN
)
seen=$(
  echo 'proxy_pass, two fields:'; challenges /plain/two
  echo 'auth_request, two fields:'; challenges /guarded/two
  echo 'auth_request, one field:'; challenges /guarded/one
)
root/usr/sbin/nginx -v
echo "$seen"
[ "$seen" = "$wanted" ] || { cat work/stderr; echo 'It behaves differently now.' >&2; exit 1; }
