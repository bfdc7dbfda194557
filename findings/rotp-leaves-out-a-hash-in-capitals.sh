#!/usr/bin/env bash
# ROTP makes SHA-256 codes for `digest: 'SHA256'`, and a key URI that says SHA-1.
#
# Expected: a key URI that the library writes for a device leads to the codes that the same object expects. Where `algorithm` is left
#   out, SHA1 is meant (key URI format).
# What happens: the hash is looked up by OpenSSL, which takes its name in any letters ('SHA256', 'sha-256'). The URI gets
#   `algorithm=` only where the text is exactly 'sha256' or 'sha512'; for any other spelling it is left out.
# Why it matters: every code of a device enrolled so is refused, by the application that enrolled it alone: an authenticator shows
#   SHA-1 codes, and exactly the capitals of the URI format are the spelling that fails. Whoever moves such devices to another
#   provider has to ask which hash *verified*, not which the URI names.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
# Debian 12's package, unpacked here and not installed; it needs Ruby alone.
command -v ruby > /dev/null || { echo 'needs ruby' >&2; exit 2; }
apt-get -o APT::Sandbox::User=root download -qq ruby-rotp=6.2.0-2
dpkg-deb -x ruby-rotp_*.deb root

cat > codes.rb <<'RUBY'
require 'rotp'

SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA' # RFC 6238, appendix B: 32 bytes
%w[sha1 sha256 SHA256 sha-256].each do |digest|
  totp = ROTP::TOTP.new(SEED, digest: digest, digits: 8, issuer: 'Acme')
  written = totp.provisioning_uri('ada')[/algorithm=\w+/] || 'no algorithm'
  puts "#{digest}: #{totp.at(59)}, #{written}"
end
RUBY

wanted=$(cat <<'SEEN'
sha1: 97599872, no algorithm
sha256: 46119246, algorithm=SHA256
SHA256: 46119246, no algorithm
sha-256: 46119246, no algorithm
SEEN
)
seen=$(ruby -I root/usr/lib/ruby/vendor_ruby -I "$(dirname "$(find root -name rotp.rb -print -quit)")" codes.rb)
echo "$(basename ruby-rotp_*.deb), $(ruby --version | cut -d' ' -f1,2)"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
