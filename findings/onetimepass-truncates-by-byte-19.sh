#!/usr/bin/env bash
# onetimepass takes a hash function as an option, and makes codes by SHA-256 and SHA-512 that nobody else makes.
#
# Expected: the vectors of RFC 6238, appendix B: at 59 seconds 46119246 by SHA-256 and 90693936 by SHA-512. They follow only if dynamic
#   truncation reads its offset from the last byte of the HMAC, as the code in appendix A does.
# What happens: the offset is read from byte 19 whatever the hash. RFC 4226, section 5.3 does say String[19], of SHA-1's 20 bytes, and
#   RFC 6238 nowhere says in words that it means the last one. A second computation below with byte 19 gives the library's codes
#   exactly. No error, no warning, and the library agrees with itself.
# Why it matters: devices that a Python application has enrolled with `digest_method=hashlib.sha256` hold a key that no authenticator
#   application can be used with; moved to another provider, their codes are wrong for ever. SHA-1 is what interoperates.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps onetimepass==1.0.1 six==1.17.0

cat > "$tmp/codes.py" <<'PYTHON'
import base64, hashlib, hmac, struct
from onetimepass import get_totp

def code(seed, digest, offset_at):
    mac = hmac.new(seed, struct.pack('>Q', 59 // 30), digest).digest()
    offset = mac[offset_at] & 15
    return f"{(struct.unpack('>I', mac[offset:offset + 4])[0] & 0x7FFFFFFF) % 10**8:08}"

for digest, size in ((hashlib.sha1, 20), (hashlib.sha256, 32), (hashlib.sha512, 64)):
    seed = (b'1234567890' * 7)[:size]
    theirs = get_totp(base64.b32encode(seed), clock=59, digest_method=digest, token_length=8, as_string=True).decode()
    print(f'{digest().name}: onetimepass {theirs}, by the last byte {code(seed, digest, -1)}, by byte 19 {code(seed, digest, 19)}')
PYTHON

seen=$("$tmp/venv/bin/python" "$tmp/codes.py")
echo "onetimepass $("$tmp/venv/bin/python" -c 'from importlib.metadata import version; print(version("onetimepass"))')"
echo "$seen"
"$tmp/venv/bin/python" - "$seen" <<'PYTHON' || { echo 'It behaves differently now.' >&2; exit 1; }
import re, sys
one, two, five = (re.findall(r'\b\d{8}\b', line) for line in sys.argv[1].splitlines())
assert one[0] == one[1] == '94287082'
assert two[0] == two[2] != two[1] == '46119246'
assert five[0] == five[2] != five[1] == '90693936'
PYTHON
