#!/usr/bin/env bash
# MSAL for Python refuses an OpenID provider whose issuer has no path.
#
# Expected: OpenID Connect Discovery, section 3: an issuer is an https URL with a host and, optionally, a port and path components. The option
#   `oidc_authority` is there for OpenID providers, and takes their metadata from below that address.
# What happens: `https://id.example.com` raises a ValueError before anything is asked; `https://id.example.com/sso` signs in. Its documentation
#   has "the format https://contoso.com/tenant", where the first part of a path is Microsoft's tenant; the message speaks of
#   login.microsoftonline.com. The token endpoint is held to the same: at the top of a host (`https://token.example.com`) it is refused.
# Why it matters: people look for a tenant id at a provider that has none. Nothing at the client helps: a provider that such applications are to use
#   needs an issuer with a path, and an issuer cannot be changed later without changing every account's `iss` and `sub`.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps \
  msal==1.39.0 PyJWT==2.15.1 certifi==2026.10.19.post1 cffi==2.1.1 charset-normalizer==3.5.3 cryptography==50.0.2 idna==3.20 \
  pycparser==3.12 requests==2.34.2 urllib3==2.8.0

cat > "$tmp/issuers.py" <<'PYTHON'
import json
import msal

class Answer:
    status_code, headers = 200, {}

    def __init__(self, text):
        self.text = text

    def raise_for_status(self):
        pass

class Provider:
    """Stands for the network: metadata of whichever issuer is asked for."""

    def __init__(self, issuer, token):
        self.issuer, self.token, self.asked = issuer, token, 0

    def get(self, url, **_):
        self.asked += 1
        return Answer(json.dumps({
            'issuer': self.issuer, 'token_endpoint': self.token,
            'authorization_endpoint': self.issuer + '/auth', 'jwks_uri': self.issuer + '/jwks'}))

    post = get

    def close(self):
        pass

for issuer, token in (
        ('https://id.example.com/sso', 'https://id.example.com/sso/token'),
        ('https://id.example.com', 'https://id.example.com/token'),
        ('https://id.example.com/sso', 'https://token.example.com')):
    provider = Provider(issuer, token)
    try:
        client = msal.ConfidentialClientApplication(
            'app', client_credential='secret', oidc_authority=issuer, http_client=provider)
        flow = client.initiate_auth_code_flow([], redirect_uri='https://app.example.com/callback')
        outcome = 'goes to ' + flow['auth_uri'].split('?')[0]
    except ValueError as problem:
        outcome = 'ValueError: ' + str(problem).split(' should consist')[0]
    print(f'{issuer}, whose metadata was asked for {provider.asked} times: {outcome}')
PYTHON

wanted=$(cat <<'SEEN'
https://id.example.com/sso, whose metadata was asked for 1 times: goes to https://id.example.com/sso/auth
https://id.example.com, whose metadata was asked for 0 times: ValueError: Your given address (https://id.example.com)
https://id.example.com/sso, whose metadata was asked for 1 times: ValueError: Your given address (https://token.example.com)
SEEN
)
seen=$("$tmp/venv/bin/python" -W ignore "$tmp/issuers.py" 2> "$tmp/errors") || { cat "$tmp/errors" >&2; exit 1; }
"$tmp/venv/bin/python" -c 'import msal; print("msal", msal.__version__)'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
