#!/usr/bin/env bash
# FreeRADIUS 3.2.1 refuses a TOTP code as soon as its 30 seconds are over.
#
# Expected: RFC 6238, section 5.2: people read and type, networks are slow; a validator should accept the step before ("at most one time
#   step is allowed as the network delay", recommended), and by section 6 may look one ahead for a clock that is fast.
# What happens: `rlm_totp`, which has no options in this version, compares with the present step and no other: the code of the
#   step before and that of the step after are refused.
# Why it matters: a VPN by RADIUS is where people use the same authenticator beside an OpenID provider. A code typed at the end of its
#   time, or a phone half a minute off, works at the provider and fails at the VPN, which looks like a wrong key. It is the clock, or
#   the haste: wait for the next code. 3.2.1 wants SHA-1, six digits, 30 seconds, and the key in capitals without spaces as well.
set -euo pipefail
tmp=$(mktemp -d)
started=()
trap 'for pid in "${started[@]}"; do kill "$pid" 2> /dev/null || true; done; wait; rm -rf "$tmp"' EXIT
cd "$tmp"
# Debian 12's packages, unpacked here and not installed.
version=3.2.1+dfsg-4+deb12u1
apt-get -o APT::Sandbox::User=root download -qq freeradius=$version freeradius-common=$version freeradius-config=$version \
  freeradius-utils=$version libfreeradius3=$version libtalloc2=2.4.0-f2 libct4=1.3.17+ds-2 libpcre3=2:8.39-15 libpcap0.8=1.10.3-1 \
  oathtool=2.6.7-3.1+deb12u1 liboath0=2.6.7-3.1+deb12u1 libpskc0=2.6.7-3.1+deb12u1
for package in ./*.deb; do dpkg-deb -x "$package" root; done
libraries=$(find "$tmp/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
dictionary="$tmp/root/usr/share/freeradius"
run() { LD_LIBRARY_PATH=$libraries "$tmp/root/usr/$1" "${@:2}"; }
port=$(python3 -c 'import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ

mkdir server
echo "\$INCLUDE $dictionary/dictionary" > server/dictionary
cat > server/radiusd.conf <<CONF
libdir = $tmp/root/usr/lib/freeradius
run_dir = $tmp/server
logdir = $tmp/server
security {
  allow_vulnerable_openssl = yes
}
client here {
  ipaddr = 127.0.0.1
  secret = testing123
}
modules {
  totp {
  }
}
server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = $port
  }
  authorize {
    update control {
      &TOTP-Secret := "$key"
      &Auth-Type := TOTP
    }
    update request {
      &TOTP-Password := "%{User-Password}"
    }
  }
  authenticate {
    Auth-Type TOTP {
      totp
    }
  }
}
CONF
# Not by `run`: that would be a shell around it, and its number.
env LD_LIBRARY_PATH="$libraries" root/usr/sbin/freeradius -f -l stdout -d "$tmp/server" -D "$dictionary" > server/log 2>&1 &
started+=($!)
for _ in $(seq 100); do grep -q 'Ready to process' server/log && break; sleep 0.1; done

try() { # seconds from now: what a code of that time is answered
  local code
  code=$(run bin/oathtool --totp --now "@$(($(date +%s) + $1))" --base32 "$key")
  echo "User-Name = ada, User-Password = \"$code\"" |
    run bin/radclient -D "$dictionary" -t 2 -r 1 -x "127.0.0.1:$port" auth testing123 2>&1 | grep -o '^Received Access-[A-Z][a-z]*' || true
}
# All in one step: not in its last five seconds.
while [ $(($(date +%s) % 30)) -gt 24 ]; do sleep 1; done
wanted=$(cat <<'SEEN'
of the step before: Received Access-Reject
of this step: Received Access-Accept
of the step after: Received Access-Reject
SEEN
)
seen=$(echo "of the step before: $(try -30)"; echo "of this step: $(try 0)"; echo "of the step after: $(try 30)")
run sbin/freeradius -v | sed -n '1s/,.*//p'
echo "$seen"
[ "$seen" = "$wanted" ] || { tail -5 server/log; echo 'It behaves differently now.' >&2; exit 1; }
