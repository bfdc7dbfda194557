#!/usr/bin/env bash
# zitadel/oidc's rp.EndSession (Go) signs out at the provider without the browser whose session it is.
#
# Expected: OpenID Connect RP-Initiated Logout, section 2: the relying party redirects the person's user agent to end_session_endpoint, by GET or
#   by a form. The provider finds the session by its cookies there, and asks the person if it cannot be sure.
# What happens: the application's server sends the form itself, without a cookie, and follows no redirect. Where the provider answers with a page
#   (200) there is neither an error nor a URL: (nil, nil), which reads as done.
# Why it matters: people press "Sign out", and are signed in at the next click: the provider's session was never touched. Whoever expects the id_token
#   hint to end it should know that any provider which asks for confirmation, as the standard lets it, answers such a page. Redirect the
#   browser to `relyingParty.GetEndSessionEndpoint()` with the parameters instead.
set -euo pipefail
tmp=$(mktemp -d)
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
cd "$tmp"
command -v go > /dev/null || { echo 'needs go' >&2; exit 2; }
export GOMODCACHE="$tmp/modules" GOCACHE="$tmp/cache" GOFLAGS=-mod=mod
cat > go.mod <<'MOD'
module finding

go 1.26.0
MOD
go get github.com/zitadel/oidc/v3@v3.52.0 2> /dev/null

cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/zitadel/oidc/v3/pkg/client/rp"
)

func main() {
	mux := http.NewServeMux()
	provider := httptest.NewServer(mux)
	defer provider.Close()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"issuer": %[1]q, "authorization_endpoint": "%[2]s/auth", "token_endpoint": "%[2]s/token",
			"jwks_uri": "%[2]s/jwks", "end_session_endpoint": "%[2]s/session/end"}`, provider.URL, provider.URL)
	})
	mux.HandleFunc("/session/end", func(w http.ResponseWriter, r *http.Request) {
		fmt.Printf("the provider is asked: %s by %s, %d cookies, id_token_hint %s\n",
			r.Method, r.UserAgent(), len(r.Cookies()), r.FormValue("id_token_hint"))
		fmt.Fprint(w, "<h1>Do you want to sign out?</h1>")
	})
	ctx := context.Background()
	party, err := rp.NewRelyingPartyOIDC(ctx, provider.URL, "app", "secret", "https://app.example.com/callback", []string{"openid"})
	if err != nil {
		panic(err)
	}
	url, err := rp.EndSession(ctx, party, "HINT", "https://app.example.com/", "STATE", "", nil)
	fmt.Printf("the application reads: url %v, error %v\n", url, err)
}
GO

wanted=$(cat <<'SEEN'
the provider is asked: POST by Go-http-client/1.1, 0 cookies, id_token_hint HINT
the application reads: url <nil>, error <nil>
SEEN
)
go mod tidy 2> /dev/null
seen=$(go run .)
go list -m github.com/zitadel/oidc/v3
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
