#!/usr/bin/env bash
# Werkzeug reads two challenges in one WWW-Authenticate field as one.
#
# Expected: RFC 9110, section 11.6.1: the field is a list of challenges, and a recipient has to take care, since each of them has
#   commas of its own. `WWWAuthenticate.from_header` is what Flask's test client and many scripts read a 401 with.
# What happens: everything up to the first space is the scheme. The second challenge's scheme becomes half of a parameter's name
#   ("Bearer error"), its parameters those of the first; and where the first has none, the scheme's name keeps the comma.
# Why it matters: an API that takes DPoP and Bearer tokens sends two challenges (RFC 9449, section 7.2). With DPoP first, an application
#   does not find RFC 9470's `error`, but does find `acr_values`, as if they were DPoP's. The challenge that answers has to stand first.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps werkzeug==3.1.9 markupsafe==3.0.3

cat > "$tmp/read.py" <<'PYTHON'
from werkzeug.datastructures import WWWAuthenticate

BEARER = 'Bearer error="insufficient_user_authentication", acr_values="urn:step-up:2fa"'
for field in (BEARER, f'DPoP algs="ES256", {BEARER}', f'{BEARER}, DPoP algs="ES256"', f'Negotiate, {BEARER}'):
    read = WWWAuthenticate.from_header(field)
    print(f"{read.type!r} error={read.get('error')!r} names={list(read.parameters)}")
PYTHON

wanted=$(cat <<'SEEN'
'bearer' error='insufficient_user_authentication' names=['error', 'acr_values']
'dpop' error=None names=['algs', 'Bearer error', 'acr_values']
'bearer' error='insufficient_user_authentication' names=['error', 'acr_values', 'DPoP algs']
'negotiate,' error=None names=['Bearer error', 'acr_values']
SEEN
)
seen=$("$tmp/venv/bin/python" "$tmp/read.py")
echo "Werkzeug $("$tmp/venv/bin/python" -c 'from importlib.metadata import version; print(version("werkzeug"))')"
echo 'One Bearer challenge; DPoP, Bearer; Bearer, DPoP; Negotiate, Bearer:'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
