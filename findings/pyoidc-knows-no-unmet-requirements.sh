#!/usr/bin/env bash
# pyoidc and idpyoidc do not hand on the error `unmet_authentication_requirements`: they say that the response is faulty.
#
# Expected: OpenID Connect Core, section 3.1.2.6 lets other error codes be defined, and RFC 6749, section 4.1.2.1 with 8.5 has a
#   registry for them; `unmet_authentication_requirements` is in it, for an essential `acr` that cannot be met. A client reports a
#   code that it does not know as it is.
# What happens: both libraries have a closed list of codes. With any other, `parse_response` (pyoidc) raises a ResponseError that
#   names neither the code nor the state, and `verify` (idpyoidc) raises NotAllowedValue.
# Why it matters: the one answer that says "this account cannot do what you demand, do not repeat it" arrives as a damaged message:
#   a 500, or a retry for ever. Such an application wants `acr_values` (a wish, always answered), or has to look at `error` first.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps \
  oic==1.7.0 idpyoidc==5.0.0 annotated-types==0.8.0 certifi==2026.10.19.post1 cffi==2.1.1 charset-normalizer==3.5.3 \
  cryptography==50.0.2 cryptojwt==1.11.0 defusedxml==0.7.1 filelock==4.3.1 future==1.0.0 idna==3.20 Jinja2==3.1.6 \
  Mako==1.4.3 MarkupSafe==3.0.4 pycparser==3.12 pycryptodomex==3.24.2 pydantic==2.14.4 pydantic-settings==2.16.3 \
  pydantic_core==2.50.5 pyjwkest==1.4.4 pyOpenSSL==26.4.0 python-dotenv==1.2.4 PyYAML==6.0.4 requests==2.34.2 \
  responses==0.26.3 six==1.17.0 typing-inspection==0.4.5 typing_extensions==4.16.0 urllib3==2.8.0

cat > "$tmp/answer.py" <<'PYTHON'
import logging
from urllib.parse import urlencode

from idpyoidc.message.oidc import AuthorizationErrorResponse
from oic.oic import Client
from oic.oic.message import AuthorizationResponse
from oic.utils.authn.client import CLIENT_AUTHN_METHOD

logging.disable(logging.CRITICAL)

def pyoidc(answer):
    client = Client(client_id='intranet', client_authn_method=CLIENT_AUTHN_METHOD)
    return client.parse_response(AuthorizationResponse, info=answer, sformat='urlencoded')['error']

def idpyoidc(answer):
    message = AuthorizationErrorResponse().from_urlencoded(answer)
    message.verify()
    return message['error']

for code in ('access_denied', 'login_required', 'unmet_authentication_requirements'):
    for read in (pyoidc, idpyoidc):
        try:
            outcome = read(urlencode({'error': code, 'state': 'STATE', 'iss': 'https://id.example.com'}))
        except Exception as problem:
            outcome = f'{type(problem).__name__}: {problem}'
        print(f'{code} by {read.__name__}: {outcome}')
PYTHON

wanted=$(cat <<'SEEN'
access_denied by pyoidc: access_denied
access_denied by idpyoidc: access_denied
login_required by pyoidc: login_required
login_required by idpyoidc: login_required
unmet_authentication_requirements by pyoidc: ResponseError: Missing or faulty response
unmet_authentication_requirements by idpyoidc: NotAllowedValue: unmet_authentication_requirements
SEEN
)
seen=$("$tmp/venv/bin/python" -W ignore "$tmp/answer.py" 2> "$tmp/errors") || { cat "$tmp/errors" >&2; exit 1; }
"$tmp/venv/bin/python" -c 'from importlib.metadata import version; print("oic", version("oic"), "idpyoidc", version("idpyoidc"))'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'They behave differently now.' >&2; exit 1; }
